// Chinese words of the machine page.
export const machine = {
  title: '设备',
};
