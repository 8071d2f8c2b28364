package clients_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/courier/carrier"
	"kaipiao/courier/clients"
	"kaipiao/courier/sf"
)

const contract = `base_url: https://sfapi-sbox.sf-express.com/std/service
partner_id: KPTEST
check_word: the-check-word-of-nobody
monthly_card: "7551234567"
express_type: 2
sender: {contact: 财务部, phone: "075500000000", province: 广东省, city: 深圳市, address: 沙箱路1号}
`

// written is a file with a mode.
func written(t *testing.T, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "courier.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	require.NoError(t, os.Chmod(path, mode))
	return path
}

func TestEveryCourierIsMadeByItsName(t *testing.T) {
	made, err := clients.New(clients.Config{Name: clients.Carrier, BaseURL: "http://127.0.0.1:1"})
	require.NoError(t, err)
	require.IsType(t, &carrier.Client{}, made)
	made, err = clients.New(clients.Config{Name: clients.SF, File: written(t, contract, 0o600), Now: time.Now})
	require.NoError(t, err)
	require.IsType(t, &sf.Client{}, made)
	_, err = clients.New(clients.Config{Name: "pigeon"})
	require.EqualError(t, err, `"pigeon" (KAIPIAO_COURIER) is no courier: carrier, sf`)
}

func TestAContractThatIsNotInOrderIsRefusedWithoutItsSecrets(t *testing.T) {
	for expected, file := range map[string]string{
		"set KAIPIAO_COURIER_FILE":     "",
		"no such file":                 filepath.Join(t.TempDir(), "none"),
		"has the mode 0640":            written(t, contract, 0o640),
		"has the mode 0604":            written(t, contract, 0o604),
		"no setting checkword":         written(t, strings.Replace(contract, "check_word", "checkword", 1), 0o600),
		"the check word":               written(t, strings.Replace(contract, "check_word: the-check-word-of-nobody", "", 1), 0o600),
		"monthly card (月结卡号) has ten":  written(t, strings.Replace(contract, "7551234567", "755", 1), 0o600),
		"the partner id":               written(t, "", 0o600),
		"one document is all there is": written(t, contract+"---\na: 1\n", 0o600),
		"a value is of the wrong kind": written(t, strings.Replace(contract, "express_type: 2", "express_type: the-check-word-of-nobody", 1), 0o600),
		"not in order as YAML":         written(t, strings.Replace(contract, "check_word: ", "check_word: @the-check-word-of-nobody ", 1), 0o600),
	} {
		_, err := clients.New(clients.Config{Name: clients.SF, File: file, Now: time.Now})
		require.ErrorContains(t, err, expected)
		require.NotContains(t, err.Error(), "the-check-word-of-nobody")
	}
}
