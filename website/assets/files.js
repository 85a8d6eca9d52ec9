// What the modules of the map and of the search box find in place of `import` and `fetch`: a page opened from a folder has neither.
// gunmane.files: what the scripts of data have set, by file name. gunmane.modules: one function per module.

window.gunmane = Object.assign({ files: {}, modules: {} }, window.gunmane);

gunmane.top = new URL(document.documentElement.dataset.top || '.', document.baseURI).href;
gunmane.coming = new Map();

// Only the last part of an address counts: the dashboard's app/static/<name> lies elsewhere here.
gunmane.nameOf = (url) => new URL(url, gunmane.top).pathname.split('/').at(-1);

// The content of data/<name> (.js), whose script is loaded once; one that fails may be tried again.
gunmane.file = (name) => {
  const { files, coming } = gunmane;
  if (name in files) return Promise.resolve(files[name]);
  if (!coming.has(name)) {
    coming.set(name, new Promise((resolve, reject) => {
      const script = document.createElement('script');
      const failed = () => {
        coming.delete(name);
        reject(new Error(name));
      };
      script.src = new URL(`data/${name.replace(/\.\w+$/, '')}.js`, gunmane.top).href;
      script.onload = () => (name in files ? resolve(files[name]) : failed());
      script.onerror = failed;
      document.head.append(script);
    }));
  }
  return coming.get(name);
};

gunmane.fetch = async (url) => {
  const content = await gunmane.file(gunmane.nameOf(url));
  return { ok: true, json: async () => content, text: async () => content };
};

gunmane.load = (url) => {
  const { modules, loaded = (gunmane.loaded = new Map()) } = gunmane;
  const name = gunmane.nameOf(url);
  if (!loaded.has(name)) loaded.set(name, modules[name]({ url: new URL(`code/${name}`, gunmane.top).href, load: gunmane.load }, gunmane.fetch));
  return loaded.get(name);
};
