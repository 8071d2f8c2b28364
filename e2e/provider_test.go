package e2e

import (
	"cmp"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// provider is the tax provider that the tests run over (KAIPIAO_PROVIDER).
func provider() string { return cmp.Or(os.Getenv("KAIPIAO_PROVIDER"), "aggregator") }

// foreseenAtOnce is how the pre-flight foresees that an invoice is red-issued at once. A provider that does not tell what the buyer has done cannot promise
// it, and the tests run over each provider (KAIPIAO_PROVIDER).
func foreseenAtOnce() string {
	switch provider() {
	case "nuonuo", "baiwang":
		return "needs_confirmation"
	default:
		return "at_once"
	}
}

// Why a fault cannot strike at a provider.
const (
	answersAtOnce = "its call to issue answers when the bureau has decided, so that nobody asks; questions fail where that answer is lost"
	sealsNothing  = "a document is complete when it is shown; nothing is ever being sealed"
)

// notAt are the faults of one invoice that cannot strike at a provider when they are the only ones, and why. Every other fault has to strike.
var notAt = map[string]map[string]string{
	"baiwang": {
		"issue pending":           answersAtOnce,
		"issue seal_failed":       sealsNothing,
		"query seal_failed":       sealsNothing,
		"query error_500":         answersAtOnce,
		"query hang":              answersAtOnce,
		"query drop_after_commit": answersAtOnce,
		"query reject":            answersAtOnce,
		"query pending":           answersAtOnce,
	},
}

// TestI4WhatAProviderLacksIsInTheTable: who lacks a fault lacks one that there is.
func TestI4WhatAProviderLacksIsInTheTable(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, c := range struckOnce() {
		known[c.name] = true
	}
	for name, lacks := range notAt {
		for fault, why := range lacks {
			require.True(t, known[fault], "%s: %s", name, fault)
			require.NotEmpty(t, why)
		}
	}
}

// hasStruck proves that an ordered fault was met: one that never strikes proves nothing. One that has struck as often as it was ordered to stands no more.
func (s *stack) hasStruck(t *testing.T, operation, mode, match string) {
	t.Helper()
	for _, standing := range listOf[struct {
		Operation, Mode, Match string
		Struck                 int
	}](t, s, "/faults") {
		if standing.Operation == operation && standing.Mode == mode && strings.EqualFold(standing.Match, match) {
			require.NotZero(t, standing.Struck, "%s %s never struck", operation, mode)
		}
	}
}
