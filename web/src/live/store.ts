// Owns that every page shares one live connection.
import { defineStore } from 'pinia';
import { useSession } from '../session/index.ts';
import { createLive } from './live.ts';

export const useLive = defineStore('live', () => createLive(useSession()));
