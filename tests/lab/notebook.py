"""A notebook that is open in JupyterLab, by the application's own commands and its model.

Cells that are folded have no prompt in the page, so the page is not asked for what ran.
"""

import nbformat

OPEN = """
async path => {
  const app = window.jupyterapp;
  window.panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.revealed;
  app.shell.activateById(panel.id);
}
"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
TYPE_AND_RUN = """
async ({index, source}) => {
  const cell = panel.content.widgets[index];
  cell.model.sharedModel.setSource(source);
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  await window.jupyterapp.commands.execute('notebook:run-cell');
  return cell.model.outputs.toJSON();
}
"""
# of each cell that is text, what is not drawn as it should be
BADLY_DRAWN = r"""
async () => {
  const found = [];
  for (const [index, cell] of panel.content.widgets.entries()) {
    if (cell.model.type !== 'markdown') continue;
    await cell.ready;
    const drawn = cell.node.querySelector('.jp-MarkdownOutput');
    if (!cell.rendered || !drawn) { found.push([index, 'it is not rendered']); continue; }
    const error = drawn.querySelector('mjx-merror, [data-mjx-error]');
    if (error) found.push([index, `a formula has an error: ${error.textContent}`]);
    const copy = drawn.cloneNode(true);
    copy.querySelectorAll('code, pre, mjx-container').forEach(node => node.remove());
    const raw = copy.textContent.match(/.{0,40}\$.{0,40}/);
    if (raw) found.push([index, `a formula is not drawn: ${raw[0]}`]);
  }
  return found;
}
"""


class Notebook:
    """The one notebook that is open in a page."""

    def __init__(self, page, path):
        self.page = page
        page.evaluate(OPEN, path)

    def run_all(self):
        """Run all cells."""
        self.page.evaluate(RUN_ALL)

    def model(self):
        """The notebook as JupyterLab would save it."""
        return nbformat.from_dict(self.page.evaluate("() => panel.content.model.toJSON()"))

    def open_cells(self):
        """Indices of the cells whose source a reader sees."""
        return self.page.evaluate(
            "() => panel.content.widgets.flatMap((cell, i) => cell.inputHidden ? [] : [i])"
        )

    def type_and_run(self, index, source):
        """Put a source into a cell and run it; return what it shows."""
        outputs = self.page.evaluate(TYPE_AND_RUN, {"index": index, "source": source})
        texts = [o.get("text") or f"{o.get('ename')}: {o.get('evalue')}" for o in outputs]
        return "".join("".join(text) for text in texts)

    def badly_drawn(self):
        """(index of a cell, what is wrong) for texts that are not drawn as they should be."""
        return self.page.evaluate(BADLY_DRAWN)

    def in_the_way(self):
        """What lay over the notebook at any time: the texts of dialogs and messages."""
        return self.page.evaluate("() => window.inTheWay")
