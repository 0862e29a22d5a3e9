package peering

import "context"

type traceKey struct{}

// WithTrace returns a context whose calls tell f the id that AWS gave to each of
// them, as CloudTrail has it. f may be called more than once, when a call was
// tried again.
func WithTrace(ctx context.Context, f func(requestID string)) context.Context {
	return context.WithValue(ctx, traceKey{}, f)
}

// Trace tells the context's trace, if there is one, the id of a call.
func Trace(ctx context.Context, requestID string) {
	if f, ok := ctx.Value(traceKey{}).(func(string)); ok && requestID != "" {
		f(requestID)
	}
}
