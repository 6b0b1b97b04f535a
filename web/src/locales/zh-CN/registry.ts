// Owns the Chinese words of registry.
export const registry = {
  origin: {
    measured: { name: '实测', text: '实测：由设备数据得出' },
    declared: { name: '申报', text: '申报：由填报人声明' },
    imported: { name: '导入', text: '导入：来自导入的文件' },
    since: '自 {time} 起',
    by: '填报人：{name}',
    between: '；',
  },
};
