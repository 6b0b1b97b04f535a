// Owns how a failed request is told to a person: the kind of failure in their language, the server's detail as it came.
import { ApiError } from '../api/index.ts';
import type { Translate } from '../locales/keys.ts';

export function describeError(error: unknown, t: Translate): string[] {
  if (!(error instanceof ApiError)) return [t('common.errors.unexpected')];
  const { status, problem } = error;
  if (status === 0) return [t('common.errors.network')];
  const fields = (problem?.errors ?? []).map((entry) => t('common.errors.field', entry));
  const detail = problem?.detail === undefined || fields.length > 0 ? [] : [problem.detail];
  return [headline(status, t), ...detail, ...fields];
}

function headline(status: number, t: Translate): string {
  if (status === 404) return t('common.errors.notFound');
  if (status === 403) return t('common.errors.forbidden');
  return status >= 500 ? t('common.errors.server', { status }) : t('common.errors.refused');
}
