// Package actor says who does something: a caller in its role, the product itself, the tax provider, the courier, or
// whoever sent a message through Temporal.
package actor

import (
	"context"
)

type actorKey struct{}

// With says who acts in a call, for the audit trail (O4). What writes an event names its actor there.
func With(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, actorKey{}, who)
}

// Of is who acts; the product itself where nobody is named.
func Of(ctx context.Context) string {
	if who, named := ctx.Value(actorKey{}).(string); named {
		return who
	}
	return Product
}

// Product is who did it when nobody did: the product by itself.
const Product = "kaipiao"
