// Owns the machine states a device may report and the vocabularies of other standards that map onto them.

/** Takt machine states (DESIGN §5). `unknown` is neither running nor stopped. */
export const machineStates = [
  'producing',
  'setup',
  'minor_stop',
  'down',
  'starved',
  'blocked',
  'idle',
  'planned_stop',
  'unknown',
] as const;
export type MachineState = (typeof machineStates)[number];

const known: ReadonlySet<string> = new Set(machineStates);

export function isMachineState(value: unknown): value is MachineState {
  return typeof value === 'string' && known.has(value);
}

/**
 * Named vocabularies a signal map may refer to. Values not listed map to `unknown`.
 * - `mtconnect`: MTConnect Part 2 (Execution): ACTIVE, READY, INTERRUPTED, FEED_HOLD, STOPPED, …
 * - `packml`: ISA-TR88.00.02 state names.
 * - `opcua-machinery`: OPC 40001-1 MachineryItemState.
 */
export const stateVocabularies = {
  mtconnect: {
    ACTIVE: 'producing',
    READY: 'idle',
    WAIT: 'idle',
    INTERRUPTED: 'down',
    FEED_HOLD: 'down',
    STOPPED: 'down',
    PROGRAM_STOPPED: 'down',
    PROGRAM_COMPLETED: 'idle',
    PROGRAM_OPTIONAL_STOP: 'idle',
    OPTIONAL_STOP: 'idle',
    UNAVAILABLE: 'unknown',
  },
  packml: {
    EXECUTE: 'producing',
    STARTING: 'setup',
    RESETTING: 'setup',
    IDLE: 'idle',
    HOLDING: 'down',
    HELD: 'down',
    UNHOLDING: 'down',
    SUSPENDING: 'blocked',
    SUSPENDED: 'blocked',
    UNSUSPENDING: 'blocked',
    COMPLETING: 'idle',
    COMPLETE: 'idle',
    COMPLETED: 'idle',
    STOPPING: 'down',
    STOPPED: 'down',
    ABORTING: 'down',
    ABORTED: 'down',
    CLEARING: 'down',
  },
  'opcua-machinery': {
    Executing: 'producing',
    NotExecuting: 'idle',
    OutOfService: 'down',
    NotAvailable: 'unknown',
  },
} as const satisfies Record<string, Record<string, MachineState>>;
export type StateVocabulary = keyof typeof stateVocabularies;
