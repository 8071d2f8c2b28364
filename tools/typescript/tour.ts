// The tour of the README in TypeScript. Its types are made of the document that the service serves:
//   npx openapi-typescript http://localhost:8080/openapi.json -o api.d.ts
// Money is a string, in requests as in answers; nothing here makes a number of it.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./api.js";

type Problem = components["schemas"]["Problem"];
type Invoice = components["schemas"]["Invoice"];

declare const process: { argv: string[] };
const [baseUrl = "http://localhost:8080", token = ""] = process.argv.slice(2);

const kaipiao = createClient<paths>({ baseUrl });
const authorized: Middleware = {
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
};
kaipiao.use(authorized);

// done is the answer, or an error with the code and both sentences.
function done<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.error !== undefined) {
    throw new Error(`${answer.error.code}: ${answer.error.detail} ${answer.error.detail_zh}`);
  }
  return answer.data as T;
}

// invoices walks through all pages of an account's invoices.
async function* invoices(account: string): AsyncGenerator<Invoice> {
  for (let cursor: string | undefined; ; ) {
    const page = done(await kaipiao.GET("/v1/accounts/{account}/invoices", { params: { path: { account }, query: { limit: 200, cursor } } }));
    yield* page.items;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}

const account = "acme-ts";

// 1. A customer, certified as a company.
done(
  await kaipiao.PUT("/v1/accounts/{account}", {
    params: { path: { account } },
    body: {
      region: "mainland",
      email: "fapiao@acme.example",
      certification: { type: "enterprise", name: "北京甲科技有限公司", taxpayer_id: "91110108MA01A2B3CF" },
    },
  }),
);

// 2. What it consumed and paid: 1,000.00 in cash. The coupon does not count.
done(
  await kaipiao.POST("/v1/consumptions", {
    body: {
      items: [
        {
          id: "bill-ts-1", account, charge: "postpaid", seller: "platform", product: "云服务器", tax_code: "3040203000000000000", tax_rate: "0.06",
          cash: "1000.00", coupon: "60.00", rebate: "0.00", paid_at: "2026-09-15T12:00:00+08:00",
        },
      ],
    },
  }),
);

// 3. What may be invoiced.
const balance = done(await kaipiao.GET("/v1/accounts/{account}/invoiceable", { params: { path: { account } } }));
console.log(`available ${balance.available}`);

// 4. Apply. Sent again under the same key, it is the same application.
const applied = done(
  await kaipiao.POST("/v1/accounts/{account}/applications", {
    params: { path: { account }, header: { "Idempotency-Key": "first-ts" } },
    body: { kind: "ordinary", medium: "electronic", amount: "900.00" },
  }),
);
console.log(`applied ${applied.total} ${applied.status}`);

// What is wrong is said with a code and in both languages.
const refused = await kaipiao.POST("/v1/accounts/{account}/applications", {
  params: { path: { account }, header: { "Idempotency-Key": "second-ts" } },
  body: { kind: "ordinary", medium: "electronic", amount: "900.00" },
});
console.log(`refused ${refused.error?.code} ${refused.error?.detail_zh}`);

// 5. The invoices, once they are issued.
for await (const invoice of invoices(account)) {
  const courier: string = invoice.courier === null ? "no parcel" : invoice.courier.tracking_number;
  console.log(`invoice ${invoice.status} ${invoice.amount} ${courier}`);
}
