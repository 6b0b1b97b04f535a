// Owns the file of the benchmark: enterprises nobody has yet, with codes whose check characters are right.
import { importColumns } from '@takt/model/imports';
import { usccCheckCharacter } from '@takt/model/registry';
import { writeWorkbook } from '../../../server/src/platform/spreadsheet/index.ts';

const districts = ['綦江区', '两江新区', '渝北区', '500106', '江津区', '永川区'];
const sectors = ['C36', 'C367', '34', 'C38', 'C39', 'C17'];
const sizes = ['大型', '中型', '小型', 'micro'];

export function usccOf(number: number): string {
  const first = `91500110MA${String(number).padStart(7, '0')}`;
  return first + usccCheckCharacter(first);
}

const enterpriseAt = (index: number, address: string) => [
  `重庆第${index}号机械制造有限公司`,
  usccOf(index),
  districts[index % districts.length] ?? '',
  null,
  sizes[index % sizes.length] ?? '',
  sectors[index % sectors.length] ?? '',
  null,
  null,
  address,
];

/** @param change Says something else in the address of every enterprise. */
export function enterpriseFile(count: number, change = ''): Uint8Array {
  const header = importColumns.enterprises.map((column) => column.header['zh-CN']);
  const rows = Array.from({ length: count }, (_, index) => enterpriseAt(index, `工业大道 ${index} 号${change}`));
  return writeWorkbook([{ name: '企业', header, rows }]);
}
