package wires

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// contract is a file in which a program finds where a vendor is, and the vendor where we are. Outside is the link to the vendor, inside that from
// the vendor to the API.
type contract struct{ variable, outside, inside string }

func contracts(program string) []contract {
	switch program {
	case "worker":
		return []contract{{"KAIPIAO_PROVIDERS", WorkerProvider, ProviderStarter}, {"KAIPIAO_COURIER_FILE", WorkerCourier, CourierStarter}}
	case "starter":
		return []contract{{"KAIPIAO_PROVIDERS", StarterProvider, ProviderStarter}}
	default:
		return nil
	}
}

// routeContract gives a program a copy of such a file with the addresses of the proxies, where there is one.
func (w *Wires) routeContract(program string, c contract, told map[string]string) error {
	path := told[c.variable]
	if path == "" {
		return nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the contract with a vendor: %w", err)
	}
	copied, err := w.rewrite(string(content), c, told["KAIPIAO_SANDBOX_ADDR"], told["KAIPIAO_HTTP_ADDR"])
	if err != nil {
		return fmt.Errorf("%s of %s: %w", c.variable, program, err)
	}
	routed := filepath.Join(filepath.Dir(path), program+"-"+filepath.Base(path))
	told[c.variable] = routed
	return os.WriteFile(routed, []byte(copied), 0o600)
}

// rewrite puts proxies where a file has the vendor's address, and ours. A vendor that it does not name would be called with nothing in between.
func (w *Wires) rewrite(content string, c contract, vendor, api string) (string, error) {
	for _, at := range []struct{ link, address string }{{c.outside, vendor}, {c.inside, api}} {
		if !strings.Contains(content, "//"+at.address+"/") {
			if at.link == c.outside {
				return "", fmt.Errorf("it does not say that the vendor is at %s", vendor)
			}
			continue
		}
		between, err := w.Between(at.link, at.address)
		if err != nil {
			return "", err
		}
		content = strings.ReplaceAll(content, "//"+at.address+"/", "//"+between+"/")
	}
	return content, nil
}
