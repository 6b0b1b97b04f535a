// Owns that every page shares one session.
import { defineStore } from 'pinia';
import { createSession } from './session.ts';

export const useSession = defineStore('session', createSession);
