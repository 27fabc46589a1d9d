const script =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';

/** What the Sandbox opens with. */
export const starterQuery = `query Worth {
  business {
    customerCount
    metrics { revenue { amount currencyCode } averageOrderValue { amount } repeatRate }
    value(terms: { horizonDays: 365 }) { equity { amount { amount } } definition { formula asOf } }
  }
  customers(first: 5) {
    nodes { sourceId probabilityAlive value { historic { amount } predicted { amount { amount } } } }
  }
}`;

/**
 * Apollo Sandbox for a browser. Its script comes from Apollo's CDN; where that cannot be reached the
 * page says so, and how to go on without it.
 */
export function sandboxPage(): string {
  const options = JSON.stringify({ initialState: { document: starterQuery } });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>clv-graph</title>
<style>
html, body, #sandbox { height: 100%; margin: 0 }
main { max-width: 44rem; margin: 4rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif }
pre { background: #f3f3f3; padding: 1rem; overflow-x: auto }
</style>
</head>
<body>
<div id="sandbox"></div>
<main id="without" hidden>
<h1>The API is running, Apollo Sandbox could not be loaded</h1>
<p>Sandbox is a script of Apollo's that this page loads from embeddable-sandbox.cdn.apollographql.com; this browser
could not get it: no connection, or a blocker. The API itself needs no connection. You can</p>
<ul>
<li>connect, and reload this page;</li>
<li>point any GraphQL client (Altair, Insomnia, GraphiQL) at <code id="url"></code>;</li>
<li>or ask from a terminal:</li>
</ul>
<pre id="curl"></pre>
</main>
<noscript><main><h1>clv-graph</h1><p>Send GraphQL requests to this address by POST.</p></main></noscript>
<script>
const endpoint = location.origin + location.pathname;
function withoutSandbox() {
  document.getElementById('sandbox').hidden = true;
  document.getElementById('without').hidden = false;
  document.getElementById('url').textContent = endpoint;
  document.getElementById('curl').textContent = "curl " + endpoint +
    " -H 'content-type: application/json' -d '{\\"query\\":\\"{ business { customerCount } }\\"}'";
}
</script>
<script src="${script}" onerror="withoutSandbox()"></script>
<script>
if (window.EmbeddedSandbox) {
  new window.EmbeddedSandbox({ target: '#sandbox', initialEndpoint: endpoint, ...${options} });
}
</script>
</body>
</html>
`;
}
