// Owns understanding `npm audit --json`: clean, something found, or no answer at all, which is not the same as clean.
import { z } from 'zod';

const answered = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), via: z.array(z.unknown()) }),
  ),
  metadata: z.object({ dependencies: z.object({ total: z.int() }) }),
});
const refused = z.object({
  message: z.string().optional(),
  error: z.object({ summary: z.string().optional() }).optional(),
});

export interface AuditOutcome {
  kind: 'clean' | 'found' | 'unknown';
  lines: string[];
}

export function readAudit(text: string): AuditOutcome {
  const json = parsed(text);
  const audit = answered.safeParse(json);
  if (audit.success) {
    const { vulnerabilities, metadata } = audit.data;
    const found = Object.entries(vulnerabilities).map(
      ([name, { severity, range, via }]) => `${name} ${range}: ${severity}; ${via.map(titleOf).join('; ')}`,
    );
    if (found.length > 0) return { kind: 'found', lines: found };
    return { kind: 'clean', lines: [`nothing is known against the ${metadata.dependencies.total} packages`] };
  }
  const { message, error } = refused.safeParse(json).data ?? {};
  const reason = error?.summary || message || 'npm said nothing that could be understood';
  return {
    kind: 'unknown',
    lines: [`NOT CHECKED: the registry did not say what is known against the packages (${reason.slice(0, 300)})`],
  };
}

/** An advisory, or the name of the package that brings it in. */
function titleOf(via: unknown): string {
  const advisory = z.object({ title: z.string(), url: z.string().optional() }).safeParse(via).data;
  return advisory ? `${advisory.title} ${advisory.url ?? ''}`.trim() : `through ${String(via)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
