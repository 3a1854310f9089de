// Ours: starts GraphiQL with what the page says about its council. Loads nothing else.

(() => {
  "use strict";

  const page = JSON.parse(document.getElementById("page").textContent);
  const place = document.getElementById("graphiql");

  // Councils share one origin: without a prefix one council's tabs would open in another's page.
  const prefix = `improvement-ledger:${page.endpoint}:`;
  const own = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const storage = {
    get length() {
      return own().length;
    },
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    clear: () => own().forEach((key) => localStorage.removeItem(key)),
  };

  // A link can bring its own question: ?query=…&variables=…
  const asked = new URLSearchParams(location.search);

  // Asks once, when the editor is there, so that the page opens with an answer beside its question.
  const OpeningAnswer = () => {
    const { queryEditor, responseEditor } = GraphiQL.React.useEditorContext({ nonNull: true });
    const { run } = GraphiQL.React.useExecutionContext({ nonNull: true });
    const ran = React.useRef(false);
    React.useEffect(() => {
      if (queryEditor && responseEditor && !ran.current) {
        ran.current = true;
        run();
      }
    }, [queryEditor, responseEditor, run]);
    return "Questions only read: nothing asked here can change the ledger.";
  };

  ReactDOM.createRoot(place).render(
    React.createElement(
      GraphiQL,
      {
        fetcher: GraphiQL.createFetcher({ url: page.endpoint }),
        storage,
        defaultQuery: page.default_query,
        query: asked.get("query") ?? undefined,
        variables: asked.get("variables") ?? undefined,
        defaultEditorToolsVisibility: asked.has("variables") ? "variables" : false,
        shouldPersistHeaders: false,
      },
      React.createElement(GraphiQL.Logo, null, "GraphiQL"),
      React.createElement(GraphiQL.Footer, null, React.createElement(OpeningAnswer)),
    ),
  );
})();
