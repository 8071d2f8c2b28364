package consoletest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
)

// ConsumedMany records many consumptions of an account, each of the same cash.
func (w *World) ConsumedMany(account, cash string, many int) {
	w.T.Helper()
	const batch = 1000
	for first := 0; first < many; first += batch {
		var items []Object
		for n := first; n < min(first+batch, many); n++ {
			items = append(items, Object{
				"id": fmt.Sprintf("%s-many-%05d", account, n), "account": account, "charge": "postpaid", "seller": "platform",
				"product":  fmt.Sprintf("云服务器 ECS 通用型 g%d 企业版", n),
				"tax_code": "3040203000000000000", "tax_rate": "0.06", "cash": cash, "coupon": "0.00", "rebate": "0.00",
				"paid_at": At("2026-09-15 12:00:00").Format(time.RFC3339),
			})
		}
		require.NoError(w.T, w.Inside.Call(w.T.Context(), Upstream, http.MethodPost, "/v1/consumptions", Object{"items": items}, nil))
	}
}

// Weighed is how many bytes of HTML a page of the pages has, and how long it takes to come.
func (b *Browser) Weighed(path string) (bytes int, took time.Duration) {
	b.t.Helper()
	began := time.Now()
	status, content := b.Fetch(path)
	require.Equal(b.t, http.StatusOK, status, path)
	return len(content), time.Since(began)
}
