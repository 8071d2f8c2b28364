package activities_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
)

// A worker registers activities by the names of their methods: one that has two of a name ends as soon as it starts.
func TestNoTwoActivitiesHaveOneName(t *testing.T) {
	known := map[string]string{}
	for _, of := range []any{
		&activities.Register{}, &activities.Provider{}, &activities.Notices{}, &activities.Files{}, &activities.Parcels{}, &activities.Reconciler{},
		&activities.Importer{}, &activities.Exporter{}, &activities.StandingOrders{}, &activities.Runs{}, &activities.Callers{},
	} {
		kind := reflect.TypeOf(of)
		for n := range kind.NumMethod() {
			name := kind.Method(n).Name
			require.Emptyf(t, known[name], "%s has %s, and so has %s", kind, name, known[name])
			known[name] = kind.String()
		}
	}
}
