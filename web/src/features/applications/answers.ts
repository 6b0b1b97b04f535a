// Owns what the applicant says of the criteria while it is typed.
import type { Application } from './application-data.ts';

export const answerKinds = ['met', 'not_met', 'unsure'] as const;
export type AnswerKind = (typeof answerKinds)[number];

export type Answers = Readonly<Record<string, { answer: AnswerKind | ''; note: string }>>;

export function answersOf({ criteria }: Pick<Application, 'criteria'>): Answers {
  return Object.fromEntries(
    criteria.map(({ id, answered }) => [id, { answer: answered?.answer ?? '', note: answered?.note ?? '' }]),
  );
}

/** Those that say something; a note alone is one of somebody who is not sure. */
export function sentAnswers(answers: Answers): Record<string, { answer: AnswerKind; note: string | null }> {
  return Object.fromEntries(
    Object.entries(answers)
      .map(([id, { answer, note }]) => [id, { answer, note: note.trim() }] as const)
      .filter(([, { answer, note }]) => answer !== '' || note !== '')
      .map(([id, { answer, note }]) => [
        id,
        { answer: answer === '' ? 'unsure' : answer, note: note === '' ? null : note },
      ]),
  );
}
