// Owns how charts drawn on canvas get the colours of the page: read from CSS tokens, again when light turns to dark.
import { onScopeDispose, type Ref, ref } from 'vue';

export interface ChartTheme {
  /** Value of a CSS custom property such as `--text-2`, as the page resolves it now. */
  token(name: string): string;
  font: string;
}

let version: Ref<number> | undefined;

/** Counts up when the page's appearance changes: the class, style or theme attribute of the root, or the system's preference. */
function appearance(): Ref<number> {
  if (version) return version;
  const count = ref(0);
  const bump = () => {
    count.value += 1;
  };
  new MutationObserver(bump).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-theme'],
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', bump);
  version = count;
  return count;
}

/** Reads tokens; a watcher or computed that calls it runs again when the appearance changes. */
export function useChartTheme(): () => ChartTheme {
  const count = appearance();
  return () => {
    void count.value;
    const style = getComputedStyle(document.documentElement);
    return {
      token: (name) => style.getPropertyValue(name).trim(),
      font: getComputedStyle(document.body).fontFamily,
    };
  };
}

/** Calls back with the content width and height of an element in CSS pixels, now and whenever they change. */
export function useSize(element: Ref<HTMLElement | null>): {
  width: Ref<number>;
  height: Ref<number>;
  observe(): void;
} {
  const width = ref(0);
  const height = ref(0);
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    width.value = entry.contentRect.width;
    height.value = entry.contentRect.height;
  });
  onScopeDispose(() => observer.disconnect());
  const observe = () => {
    observer.disconnect();
    if (element.value) observer.observe(element.value);
  };
  return { width, height, observe };
}
