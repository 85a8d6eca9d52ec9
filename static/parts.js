// What the components share: data unpacked, files fetched once, and waiting until something is about to be seen.

export class Problem extends Error {}

const NEAR = '100px';
const downloads = new Map();

export async function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).json();
}

// All elements and pages share one download; a failed one may be tried again.
export function once(path, load) {
  if (!downloads.has(path)) {
    const download = load(new URL(path, document.baseURI).href);
    downloads.set(path, download);
    download.catch(() => downloads.delete(path));
  }
  return downloads.get(path);
}

// A library that makes itself known as a property of the window.
export function library(path, name, problem) {
  return once(path, (url) => new Promise((resolve, reject) => {
    if (window[name]) return resolve(window[name]);
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve(window[name]);
    script.onerror = () => reject(new Problem(problem));
    document.head.append(script);
  }));
}

// Tells whether an element is laid out and in sight, or nearly, at once and whenever that changes; returns how to stop.
export function watch(element, tell) {
  const observer = new IntersectionObserver((entries) => tell(entries.at(-1).isIntersecting), {
    rootMargin: NEAR,
    scrollMargin: NEAR,
  });
  observer.observe(element);
  return () => observer.disconnect();
}

export function nearby(element) {
  return new Promise((resolve) => {
    const stop = watch(element, (isNear) => {
      if (!isNear) return;
      stop();
      resolve();
    });
  });
}
