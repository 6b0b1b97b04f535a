// Owns how documents look: sizes in points, colours that stay apart when printed in grey.

/** About 18 mm. */
export const margin = 51;

export const sizes = { title: 20, heading: 14, subheading: 11, text: 9.5, small: 8 } as const;

export const colours = {
  text: '#1b1f24',
  muted: '#5b6670',
  line: '#c9d0d6',
  shade: '#eef2f5',
} as const;

/** Of the series of a chart, in their order. */
export const seriesColours = ['#1f5fa8', '#e08a1e', '#3a8f5c', '#8a4fa3', '#b5443c', '#5b6670'] as const;
