package api

import (
	"github.com/prometheus/client_golang/prometheus"

	"kaipiao/office/tx"
)

// replicaMetrics are how the replica stands for this process.
type replicaMetrics struct{ replica *tx.Replica }

var (
	replicaBehind = prometheus.NewDesc("kaipiao_replica_behind_seconds",
		"How far behind the replica is at the most, by what this process knows; it grows while it does not answer.", nil, nil)
	replicaFallbacks = prometheus.NewDesc("kaipiao_replica_fallbacks_total",
		"Lists that were read in the primary although there is a replica, by why.", []string{"why"}, nil)
)

// Describe names the metrics.
func (replicaMetrics) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- replicaBehind
	descriptions <- replicaFallbacks
}

// Collect reads them. How far behind a replica is that never was seen to follow, nobody knows.
func (m replicaMetrics) Collect(metrics chan<- prometheus.Metric) {
	standing := m.replica.Standing()
	if standing.Known {
		metrics <- prometheus.MustNewConstMetric(replicaBehind, prometheus.GaugeValue, standing.Behind.Seconds())
	}
	for why, count := range standing.Fallbacks {
		metrics <- prometheus.MustNewConstMetric(replicaFallbacks, prometheus.CounterValue, float64(count), string(why))
	}
}
