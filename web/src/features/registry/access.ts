// Owns what the signed-in person may do with a record, as the server says it.
import type { EnterpriseDetail } from '@takt/model/api';

export type Access = EnterpriseDetail['may'];
