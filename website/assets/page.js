// Every page: the search box in its head, and the print view.

(async () => {
  const { html, packed } = await gunmane.file('finder');
  const root = document.querySelector('#search').attachShadow({ mode: 'open' });
  root.innerHTML = html;
  const { default: find } = await gunmane.load('finder.js');
  const open = (_, { kind, id }) => {
    location.href = new URL(kind === 'metric' ? `index.html#metric=${id}` : `profiles/${id}.html`, gunmane.top);
  };
  find({ data: Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)), parentElement: root, setTriggerValue: open });
})();

document.querySelector('footer .screen').addEventListener('click', () => requestAnimationFrame(() => window.print()));
