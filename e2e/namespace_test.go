package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"kaipiao/workflows"
)

// O2: a namespace that has never seen us is given the attributes by which operators filter; a second time changes nothing.
func TestO2ANewNamespaceIsGivenTheSearchAttributes(t *testing.T) {
	t.Parallel()
	const namespace = "never-seen-us"
	c := shared.temporal(t)
	_, err := c.WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: namespace, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	})
	require.NoError(t, err)
	gate := shared.gate(t, namespace)
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		require.NoError(t, gate.RegisterSearchAttributes(context.Background()))
	}, time.Minute, time.Second, "a new namespace is known everywhere a moment later")
	require.NoError(t, gate.RegisterSearchAttributes(t.Context()))
	known, err := c.OperatorService().ListSearchAttributes(t.Context(), &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	require.NoError(t, err)
	for _, key := range workflows.SearchAttributes {
		require.Equal(t, key.GetValueType(), known.GetCustomAttributes()[key.GetName()], key.GetName())
	}
}
