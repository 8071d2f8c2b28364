package temporalgate

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.temporal.io/sdk/client"

	"kaipiao/office/outbox"
)

// handedOver counts the messages of the outbox that this process has handed to Temporal, or could not.
var handedOver = promauto.NewCounterVec(prometheus.CounterOpts{
	Name: "kaipiao_outbox_sent_total", Help: "Messages that Temporal was handed, by what they do (start, tell) and whether it took them (taken, failed).",
}, []string{"does", "outcome"})

func count(m outbox.Message, failed error) {
	does, outcome := "tell", "taken"
	if m.Workflow != "" {
		does = "start"
	}
	if failed != nil {
		outcome = "failed"
	}
	handedOver.WithLabelValues(does, outcome).Inc()
}

// sdkMetrics are the figures of Temporal's SDK in this process. The SDK names them and their labels itself, and does not give all figures of one
// name the same labels.
var sdkMetrics = newSDKFigures(prometheus.DefaultRegisterer)

// seconds are the bounds of how long something took: from a task in memory to one that waits for its worker.
var seconds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}

// sdkFigures has every figure that the SDK has named. It is a collector that does not say beforehand what it has.
type sdkFigures struct {
	mutex   sync.RWMutex
	figures map[string]prometheus.Metric
}

func newSDKFigures(register prometheus.Registerer) *sdkFigures {
	f := &sdkFigures{figures: map[string]prometheus.Metric{}}
	register.MustRegister(f)
	return f
}

// Describe says nothing beforehand.
func (*sdkFigures) Describe(chan<- *prometheus.Desc) {}

// Collect has the figures as they are.
func (f *sdkFigures) Collect(told chan<- prometheus.Metric) {
	f.mutex.RLock()
	defer f.mutex.RUnlock()
	for _, figure := range f.figures {
		told <- figure
	}
}

// figure is the one of a name and labels, made with the first question.
func figureOf[Figure prometheus.Metric](f *sdkFigures, name string, labels prometheus.Labels, made func() Figure) Figure {
	var key strings.Builder
	key.WriteString(name)
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		key.WriteString("\x00" + label + "\x00" + labels[label])
	}
	f.mutex.RLock()
	known := f.figures[key.String()]
	f.mutex.RUnlock()
	if found, is := known.(Figure); is {
		return found
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if found, is := f.figures[key.String()].(Figure); is {
		return found
	}
	figure := made()
	f.figures[key.String()] = figure
	return figure
}

// handler is what the SDK is given, with labels.
func (f *sdkFigures) handler(labels map[string]string) client.MetricsHandler {
	return sdkHandler{f, labels}
}

type sdkHandler struct {
	of     *sdkFigures
	labels map[string]string
}

// WithTags is the handler with more labels. The names of labels have no dots and no dashes.
func (h sdkHandler) WithTags(more map[string]string) client.MetricsHandler {
	labels := maps.Clone(h.labels)
	if labels == nil {
		labels = map[string]string{}
	}
	for name, value := range more {
		labels[strings.NewReplacer("-", "_", ".", "_").Replace(name)] = value
	}
	return sdkHandler{h.of, labels}
}

// Counter only rises.
func (h sdkHandler) Counter(name string) client.MetricsCounter {
	name = strings.TrimSuffix(name, "_total") + "_total"
	return sdkCounter{figureOf(h.of, name, h.labels, func() prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted by Temporal's SDK.", ConstLabels: h.labels})
	})}
}

// Gauge is what is so now.
func (h sdkHandler) Gauge(name string) client.MetricsGauge {
	return sdkGauge{figureOf(h.of, name, h.labels, func() prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: "Told by Temporal's SDK.", ConstLabels: h.labels})
	})}
}

// Timer is how long something took, in seconds.
func (h sdkHandler) Timer(name string) client.MetricsTimer {
	return sdkTimer{figureOf(h.of, name+"_seconds", h.labels, func() prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: name + "_seconds", Help: "Measured by Temporal's SDK.", ConstLabels: h.labels, Buckets: seconds,
		})
	})}
}

type sdkCounter struct{ prometheus.Counter }

func (c sdkCounter) Inc(by int64) { c.Add(float64(max(by, 0))) }

type sdkGauge struct{ prometheus.Gauge }

func (g sdkGauge) Update(now float64) { g.Set(now) }

type sdkTimer struct{ prometheus.Histogram }

func (t sdkTimer) Record(took time.Duration) { t.Observe(took.Seconds()) }
