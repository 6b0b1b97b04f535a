// Owns how the parts of the form learn what is wrong with a field, by the name the server gives it.
import type { InjectionKey } from 'vue';

export const problemOfField: InjectionKey<(field: string) => string | undefined> = Symbol('problem of a field');
