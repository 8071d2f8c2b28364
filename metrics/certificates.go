package metrics

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Certificate is a file of certificates, in PEM, that this process was told of.
type Certificate struct {
	// Of is what it is for, as the metric says.
	Of string
	// Path is where it lies; PEM is its content, where it lies in no file.
	Path string
	PEM  []byte
	// Authority: it vouches for others. It may hold several certificates, and is good until the last of them ends.
	Authority bool
}

// certificates are read anew whenever somebody asks: a file is replaced before it ends.
type certificates []Certificate

var certificateEnds = prometheus.NewDesc("kaipiao_certificate_ends_seconds",
	"When a certificate ends that this process was given, since 1970, by what it is for; of an authority the last one that it has.", []string{"of"}, nil)

// Certificates says when they end. What cannot be read is not there.
func Certificates(all []Certificate) *prometheus.Registry {
	own := prometheus.NewRegistry()
	own.MustRegister(certificates(all))
	return own
}

// Describe names the metric.
func (certificates) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- certificateEnds }

// Collect reads the files.
func (c certificates) Collect(metrics chan<- prometheus.Metric) {
	for _, one := range c {
		if ends, found := one.ends(); found {
			metrics <- prometheus.MustNewConstMetric(certificateEnds, prometheus.GaugeValue, float64(ends.Unix()), one.Of)
		}
	}
}

// ends is when the first certificate ends, which is its owner's; of an authority the last one.
func (c Certificate) ends() (ends time.Time, found bool) {
	content := c.PEM
	if c.Path != "" {
		read, err := os.ReadFile(c.Path)
		if err != nil {
			return ends, false
		}
		content = read
	}
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		read, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			continue
		}
		if !c.Authority {
			return read.NotAfter, true
		}
		if read.NotAfter.After(ends) {
			ends, found = read.NotAfter, true
		}
	}
	return ends, found
}
