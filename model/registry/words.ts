// Owns the words records are kept in.

/** Part an enterprise has in its industrial chain (产业链): 链主, 骨干, 配套. */
export const chainRoles = ['leader', 'core', 'supplier'] as const;
export type ChainRole = (typeof chainRoles)[number];

export const enterpriseStates = ['active', 'closed', 'merged'] as const;
export type EnterpriseState = (typeof enterpriseStates)[number];

/** Subjects a figure is declared of. */
export const figureSubjects = ['enterprise', 'workshop', 'project'] as const;
export type FigureSubject = (typeof figureSubjects)[number];
