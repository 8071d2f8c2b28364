package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/client"
)

// balances are what every account may invoice.
func balances(t *testing.T, s *stack) map[string]client.Balance {
	t.Helper()
	caller := s.upstream(t)
	found := map[string]client.Balance{}
	for account, err := range client.List[struct{ ID string }](t.Context(), caller, "/v1/accounts", nil) {
		require.NoError(t, err)
		if strings.HasPrefix(account.ID, "e2e-") {
			continue // another test's
		}
		var b client.Balance
		require.NoError(t, caller.Call(t.Context(), http.MethodGet, "/v1/accounts/"+account.ID+"/invoiceable", nil, &b))
		found[account.ID] = b
	}
	return found
}

// Imports and the demo share a stack of their own, because they look at every account.
func TestF7P9ImportAndDemo(t *testing.T) {
	t.Parallel()
	s := own(t)
	sample := filepath.Join(t.TempDir(), "bill.csv")
	_, err := s.starter("import", "--sample", "--rows", "600", "--write", sample)
	require.NoError(t, err)

	t.Run("bad rows take nothing of a file", func(t *testing.T) {
		content, err := os.ReadFile(sample)
		require.NoError(t, err)
		spoilt := filepath.Join(t.TempDir(), "spoilt.csv")
		lines := strings.Split(string(content), "\n")
		lines[3] = strings.Replace(lines[3], ",", ",\"", 1)
		lines[7] = "too,short"
		require.NoError(t, os.WriteFile(spoilt, []byte(strings.Join(lines, "\n")), 0o600))
		output, err := s.starter("import", "--rate", "USD=7.10", spoilt)
		require.Error(t, err)
		require.Contains(t, output, "line ")
		require.Contains(t, output, "nothing was taken")
		require.Empty(t, balances(t, s))
	})

	t.Run("a currency without a rate is asked for", func(t *testing.T) {
		output, err := s.starter("import", sample)
		require.Error(t, err)
		require.Contains(t, output, "USD")
		require.Empty(t, balances(t, s))
	})

	t.Run("twice changes nothing", func(t *testing.T) {
		output, err := s.starter("import", "--rate", "USD=7.10", "--scale", "1000", sample)
		require.NoError(t, err, output)
		once := balances(t, s)
		require.NotEmpty(t, once)
		_, err = s.starter("import", "--rate", "USD=7.10", "--scale", "1000", sample)
		require.NoError(t, err)
		require.Equal(t, once, balances(t, s))
		s.sound(t)
	})

	t.Run("a CSV file of consumption", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "consumption.csv")
		const header = "id,account,charge,seller,product,tax_code,tax_rate,cash,coupon,rebate,paid_at\n"
		const good = "csv-1,e2e-csv,postpaid,platform,云服务器,3040203000000000000,0.06,12.50,1.00,0.00,2026-09-15T12:00:00+08:00\n"
		available := func() string {
			var b client.Balance
			if err := s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/accounts/e2e-csv/invoiceable", nil, &b); client.IsCode(err, "not_found") {
				return "no account"
			}
			return b.Available.String()
		}
		require.NoError(t, os.WriteFile(file, []byte(header+good+strings.Replace(good, "12.50", "12.505", 1)), 0o600))
		output, err := s.starter("import", "--format", "csv", file)
		require.Error(t, err)
		require.Contains(t, output, "line 3: cash \"12.505\"")
		require.Equal(t, "no account", available())
		for range 2 {
			output, err = s.starter("import", "--format", "csv", "--skip-bad", file)
			require.NoError(t, err, output)
			require.Equal(t, "12.50", available())
		}
	})

	t.Run("the demo brings every invoice through", func(t *testing.T) {
		// P9: somebody else works on the same stack; the demo neither touches nor shows what is his.
		foreign := s.customerWith(t, "100.00")
		theirs := s.came(t, s.apply(t, foreign, eInvoice("60.00")).Invoices[0].ID, "issued", 2*time.Minute)
		pending := s.toReview(t)
		output, err := s.starter("demo", "--timeout", "4m")
		require.NoError(t, err, output)
		require.NotContains(t, output, foreign)
		require.NotContains(t, output, *theirs.Number)
		for _, word := range []string{"electronic", "paper", "issued", "delivered", "pdf ofd xml", "namespaces/default/workflows"} {
			require.Contains(t, output, word)
		}
		// and shows what comes after an invoice (V1, V3, V6, A9)
		for _, row := range []string{
			`red-issue .* red_issued .* red invoice \d{20}`, `void .* voided`, `lost .* delivered .* stub_copy-.*\.pdf`,
			`pro-forma .* done .* proforma-.*\.pdf`,
		} {
			require.Regexp(t, row, output)
		}
		s.onceEach(t)
		s.sound(t)
		issued := len(s.issued(t, ""))
		again, err := s.starter("demo", "--timeout", "4m")
		require.NoError(t, err, again)
		require.Len(t, s.issued(t, ""), issued+3, "a second demo applies again for what was undone, and red-issues another one")
		require.EqualValues(t, "issued", s.came(t, theirs.ID, "issued", time.Second).Status)
		var untouched client.Application
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/applications/"+pending.ID, nil, &untouched))
		require.EqualValues(t, "pending_approval", untouched.Status, "it waits for nobody else's either")
		s.onceEach(t)
	})

	t.Run("P9: the demo leaves accounts alone that are not its own", func(t *testing.T) {
		before := balances(t, s)
		account := s.customerWith(t, "100.00")
		bill := filepath.Join(t.TempDir(), "bill.csv")
		require.NoError(t, os.WriteFile(bill, []byte("BilledCost,BillingAccountId,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,"+
			"ServiceName,BillingAccountName,InvoiceIssuerName,ProviderName,PublisherName,SubAccountId,SubAccountName\n"+
			"5.00,"+account+",CNY,2026-10-01 00:00:00,2026-09-01 00:00:00,Usage,Compute,A,I,P,P,NULL,NULL\n"), 0o600))
		output, err := s.starter("demo", "--bills", bill)
		require.Error(t, err)
		require.Contains(t, output, account+" is there already, and is not the demo's")
		var there client.Account
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/accounts/"+account, nil, &there))
		require.Equal(t, account+"@example.test", there.Email)
		after := balances(t, s)
		delete(after, account)
		require.Equal(t, before, after)
	})

	t.Run("a token is printed alone", func(t *testing.T) {
		output, err := s.starter("token", "--role", "customer", "--account", "acct")
		require.NoError(t, err)
		local, err := token.Open(s.TokenKeys())
		require.NoError(t, err)
		claims, err := local.Verify(t.Context(), strings.TrimSuffix(output, "\n"), time.Now())
		require.NoError(t, err)
		require.Equal(t, access.Identity{Subject: "cli", Role: access.Customer, Account: "acct"}, claims)
		_, err = s.starter("token", "--role", "customer")
		require.Error(t, err, "a customer has an account")
	})
}
