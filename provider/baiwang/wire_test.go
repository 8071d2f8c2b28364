package baiwang

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePasswordIsHashedByTheRuleOfItsVersion(t *testing.T) {
	for version, want := range map[string]string{
		version7: "9ad1e3fc1a3e7fea43a1a6baf90d2f19ebdfab8f420ef222b6363dd090c8a73f",
		version6: "9e3f92a4120560d0475cc7d94cfc23371fb515f9",
	} {
		require.Equal(t, want, Config{Password: "Passw0rd", Salt: "salt", PasswordVersion: version}.passwordHash())
	}
}

func TestTheSignatureIsOverTheSortedParametersAndTheBodyAsItIsSent(t *testing.T) {
	query := func(more ...string) url.Values {
		values := url.Values{
			"appKey": {"app"}, "timestamp": {"1700000000000"}, "token": {"tok"}, "requestId": {"11111111-2222-3333-4444-555555555555"},
			"format": {"json"}, "type": {"sync"}, "sign": {"not signed"}, "empty": {""},
		}
		for n := 0; n < len(more); n += 2 {
			values.Set(more[n], more[n+1])
		}
		return values
	}
	require.Equal(t, "9F5F9023A000B029091775693A74B87A", sign("secret", query("method", queryInvoices.name, "version", version6),
		[]byte(`{"taxNo":"91310000MA1FL00000","data":{"serialNo":"KP0001"}}`)))
	require.Equal(t, "F611716AEAFDA137177990B4E5125DA3", sign("secret",
		query("method", operateForm.name, "version", version7, "signType", "MD5", "encryptType", "NONE", "encryptScope", "00"),
		[]byte(`{"taxNo":"91310000MA1FL00000","sellerTaxNo":"91310000MA1FL00000","redConfirmUuid":"u1",`+
			`"redConfirmNo":"31012300000000000001","confirmType":"03"}`)))
}
