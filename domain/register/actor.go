package register

import "context"

type actorKey struct{}

// WithActor says who acts in a call, for the audit trail (O4). What writes an event names its actor there.
func WithActor(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, actorKey{}, who)
}

// ActorOf is who acts; the product itself where nobody is named.
func ActorOf(ctx context.Context) string {
	if who, named := ctx.Value(actorKey{}).(string); named {
		return who
	}
	return Product
}
