package temporalgate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"

	"kaipiao/workflows"
)

// RegisterSearchAttributes adds the attributes by which operators filter to the namespace, where it does not have them. Where
// this is not for us to do, as in Temporal Cloud, its error says which are missing.
func (g *Gate) RegisterSearchAttributes(ctx context.Context) error {
	missing := map[string]enums.IndexedValueType{}
	for _, key := range workflows.SearchAttributes {
		missing[key.GetName()] = key.GetValueType()
	}
	operator := g.client.OperatorService()
	// Who may not look tries to add them.
	if known, err := operator.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: g.namespace}); err == nil {
		for name := range known.GetCustomAttributes() {
			delete(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err := operator.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{SearchAttributes: missing, Namespace: g.namespace})
	var exists *serviceerror.AlreadyExists
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("add to the namespace %s the search attributes %s: %w", g.namespace, named(missing), err)
	}
	return nil
}

// named writes attributes with their types.
func named(attributes map[string]enums.IndexedValueType) string {
	var names []string
	for name, kind := range attributes {
		names = append(names, name+" ("+kind.String()+")")
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
