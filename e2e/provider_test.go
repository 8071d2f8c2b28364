package e2e

import "os"

// foreseenAtOnce is how the pre-flight foresees that an invoice is red-issued at once. A provider that does not tell what the buyer has done cannot promise
// it, and the tests run over each provider (KAIPIAO_PROVIDER).
func foreseenAtOnce() string {
	switch os.Getenv("KAIPIAO_PROVIDER") {
	case "nuonuo", "baiwang":
		return "needs_confirmation"
	default:
		return "at_once"
	}
}
