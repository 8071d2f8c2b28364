package aggregator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

// I5: what is left of the quota, and whether somebody has to log in.
func TestI5TheStandingOfASeller(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	before, err := client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.NoError(t, err)
	require.Equal(t, invoice.SessionOK, before.Session)
	require.Regexp(t, `^[0-9]{4}-[0-9]{2}$`, before.Period)
	issueOne(t, client, document)
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.SessionExpired})
	after, err := client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.NoError(t, err)
	require.Equal(t, invoice.SessionLogin, after.Session)
	require.Equal(t, before.Remaining.Sub(document.Net), after.Remaining, "without tax")
	sandbox.Stop()
	_, err = client.Standing(t.Context(), providertest.Seller.TaxpayerID)
	require.Error(t, err)
}
