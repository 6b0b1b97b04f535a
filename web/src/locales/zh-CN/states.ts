// Chinese words for machine states, time categories and connections.
export const states = {
  producing: '生产',
  setup: '换型',
  minorStop: '短停',
  down: '故障',
  starved: '待料',
  blocked: '堵料',
  idle: '空闲',
  plannedStop: '计划停机',
  unknown: '无数据',
  unscheduled: '非排产',
  connection: { online: '在线', offline: '离线', silent: '无响应', never: '从未上线' },
};
