// Public surface of recognition: schemes, continuous evaluation of what may be recognised, and what each lacks.
export { createEvaluate } from './evaluation/evaluate.ts';
export { askEvaluation, evaluateNightly } from './evaluation/job.ts';
export { recognitionRoutes } from './routes.ts';
export { keepShippedSchemes } from './schemes/shipped.ts';
