package openid

import (
	_ "embed"
	"fmt"
)

// Audience is whom the embedded stack's access tokens are for, and SecretFile where the secret of its service client is, in its directory.
const (
	Audience   = "kaipiao"
	SecretFile = "billing-secret"
)

//go:embed issuers.yaml
var issuersFile string

// IssuersFile is the settings file by which the API trusts this provider, as it would trust any other.
func IssuersFile(issuer string) []byte { return fmt.Appendf(nil, issuersFile, issuer) }
