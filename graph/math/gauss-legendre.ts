/** Nodes and weights of a quadrature rule on [-1, 1]. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/**
 * The Gauss-Legendre rule with `count` nodes: exact for polynomials of degree 2 count - 1.
 *
 * Nodes are the zeros of the Legendre polynomial, by Newton's method from the asymptotic guess;
 * good to 4 epsilon up to 200 nodes. Rules are kept once computed.
 *
 * @see https://dlmf.nist.gov/3.5#v
 */
export function gaussLegendre(count: number): QuadratureRule {
  const known = rules.get(count);
  if (known) {
    return known;
  }
  const rule = { nodes: new Float64Array(count), weights: new Float64Array(count) };
  for (let i = 0; i < Math.ceil(count / 2); i++) {
    let node = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let pass = 0; pass < 8; pass++) {
      const [value, derivative] = legendre(count, node);
      slope = derivative;
      const step = value / derivative;
      node -= step;
      if (Math.abs(step) < 1e-16) {
        break;
      }
    }
    const weight = 2 / ((1 - node * node) * slope * slope);
    rule.nodes[i] = -node;
    rule.nodes[count - 1 - i] = node;
    rule.weights[i] = weight;
    rule.weights[count - 1 - i] = weight;
  }
  rules.set(count, rule);
  return rule;
}

/** The Legendre polynomial of a degree and its derivative at an inner point of [-1, 1]. */
function legendre(degree: number, x: number): readonly [value: number, derivative: number] {
  let previous = 1;
  let current = x;
  for (let k = 2; k <= degree; k++) {
    const next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
    previous = current;
    current = next;
  }
  return [current, (degree * (x * current - previous)) / (x * x - 1)];
}
