// Owns the metrics registry: what /metrics shows in the Prometheus text format. Names start with `takt_`.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** `collect` sets the gauge each time the metrics are read. */
  gauge(
    name: string,
    help: string,
    labels?: readonly string[],
    collect?: (gauge: Gauge) => void | Promise<void>,
  ): Gauge;
  /** `buckets` are upper bounds in the unit the name carries, ascending. */
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
  text(): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own, so several can live in one process. Asking twice for a name yields the same metric. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });

  function once<T>(name: string, create: () => T): T {
    if (!/^takt_[a-z0-9_]+$/.test(name)) throw new Error(`metric name must start with takt_: ${name}`);
    return (registry.getSingleMetric(name) as T | undefined) ?? create();
  }

  return {
    counter: (name, help, labels = []) =>
      once(name, () => new Counter({ name, help, labelNames: [...labels], registers })),
    gauge: (name, help, labels = [], collect) =>
      once(name, () => {
        const settings = { name, help, labelNames: [...labels], registers };
        if (!collect) return new Gauge(settings);
        return new Gauge({
          ...settings,
          async collect() {
            try {
              await collect(this);
            } catch {
              // One whose source does not answer is absent; the others are needed all the more.
              // Without labels a reset makes it 0.
              if (labels.length === 0) this.remove();
              else this.reset();
            }
          },
        });
      }),
    histogram: (name, help, buckets, labels = []) =>
      once(name, () => new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers })),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
