// Chinese words of the workshop page.
export const workshop = {
  title: '车间',
};
