package taxbureau_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

// standing asks how a seller stands.
func standing(t *testing.T, sandbox *sandboxtest.Sandbox) taxbureau.Standing {
	t.Helper()
	response, err := http.Get(sandbox.URL + "/provider/v1/sellers/91110000802100433B")
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	var said struct{ Result taxbureau.Standing }
	require.NoError(t, json.NewDecoder(response.Body).Decode(&said))
	return said.Result
}

// Case 45: what is left of the month's quota decides, without tax; what does not fit is not accepted, and its serial stays free.
func TestCase45TheQuotaIsWithoutTaxAndALargerOneLetsTheSameSerialThrough(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	require.Equal(t, "100000000.00", standing(t, sandbox).Remaining.String())
	grant := func(total string) (int, answer) {
		return post(t, sandbox.URL+"/quota", map[string]string{"seller": "91110000802100433B", "total": total})
	}
	status, _ := grant("150.00")
	require.Equal(t, http.StatusOK, status)
	_, said := post(t, sandbox.URL+"/provider/v1/invoices", submission("KPFITS")) // 100.01 without tax
	require.Equal(t, taxbureau.OK, said.Code)
	require.Equal(t, "49.99", standing(t, sandbox).Remaining.String())
	_, said = post(t, sandbox.URL+"/provider/v1/invoices", submission("KPTOOMUCH"))
	require.Equal(t, taxbureau.QuotaExhausted, said.Code)
	require.Equal(t, "49.99", standing(t, sandbox).Remaining.String())
	grant("200.02")
	_, said = post(t, sandbox.URL+"/provider/v1/invoices", submission("KPTOOMUCH"))
	require.Equal(t, taxbureau.OK, said.Code)
	require.Equal(t, "0.00", standing(t, sandbox).Remaining.String())

	status, said = grant("-1.00")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, said.Describe, "total")
	status, _ = post(t, sandbox.URL+"/quota", map[string]string{"seller": "?", "total": "1.00"})
	require.Equal(t, http.StatusBadRequest, status)
}

// A fault that was ordered shows where one asks beforehand, too.
func TestI5AnOrderedFaultShowsInTheStanding(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	require.Equal(t, taxbureau.SessionOK, standing(t, sandbox).Session)
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.SessionExpired})
	require.Equal(t, taxbureau.SessionLogin, standing(t, sandbox).Session)
	sandbox.ClearFaults(t)
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.QuotaExhausted})
	require.Equal(t, "0.00", standing(t, sandbox).Remaining.String())
}
