package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/eventually"
	"kaipiao/domain/policy"
)

// grant sets the seller's monthly quota at the tax bureau, without tax.
func (s *stack) grant(t *testing.T, total string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"seller": policy.Default().Seller.TaxpayerID, "total": total})
	require.NoError(t, err)
	response, err := http.Post("http://"+s.SandboxAddr+"/quota", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
}

// Case 45: 80,000.00 of the quota are left and 94,339.61 are needed: the invoice waits and fails not, those behind it wait
// their turn, and everybody can read how much is left. When the bureau grants more, all go on unaided.
func TestCase45AQuotaThatIsTooSmallIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := own(t)
	s.grant(t, "80000.00")
	account := s.customerWith(t, "100009.99")
	large := s.apply(t, account, eInvoice("99999.99")).Invoices[0].ID
	waiting := func(count int) {
		eventually.Holds(t, func() bool { return s.waiting(t, "quota") == count }, time.Minute, 100*time.Millisecond)
	}
	waiting(1)
	small := s.apply(t, account, eInvoice("10.00")).Invoices[0].ID
	waiting(2)
	var seller struct {
		Quota struct {
			Remaining, Waiting string
			LastsUntil         *time.Time `json:"lasts_until"`
		}
		Troubles []struct {
			Cause          string
			Parked, Trying int
		}
	}
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/sellers/platform", nil, &seller))
	require.Equal(t, []string{"80000.00", "94349.04"}, []string{seller.Quota.Remaining, seller.Quota.Waiting})
	require.NotNil(t, seller.Quota.LastsUntil)
	require.Len(t, seller.Troubles, 1)
	require.Equal(t, "quota", seller.Troubles[0].Cause)
	require.Equal(t, 2, seller.Troubles[0].Parked+seller.Troubles[0].Trying)

	s.grant(t, "100000.00")
	for _, id := range []string{large, small} {
		i := s.came(t, id, "issued", 3*time.Minute)
		require.Equal(t, serialOf(id), *i.Serial)
		require.Len(t, s.issued(t, *i.Serial), 1)
	}
	eventually.Holds(t, func() bool { return s.tasks(t)[0].Status == "closed" }, time.Minute, 200*time.Millisecond)
	require.Len(t, s.tasks(t), 1, "one task for the cause")
	s.sound(t)
}
