package api

import "time"

// How long a call may take for what it does besides its one transaction.
const (
	// formTimeout is how long a caller may take to send a file, and importTimeout one of consumption.
	formTimeout   = 5 * time.Minute
	importTimeout = 30 * time.Minute
	// noTimeout keeps the library from setting one.
	noTimeout = -1
	// usageTimeout bounds the question what the buyer has done with an invoice.
	usageTimeout = 10 * time.Second
	// standingTimeout bounds the question at the provider: whoever reads this may be reading because it does not answer.
	standingTimeout = 5 * time.Second
	// metricsTimeout bounds the one query behind the metrics.
	metricsTimeout = 5 * time.Second
)
