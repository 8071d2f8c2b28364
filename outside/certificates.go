package outside

import (
	"net/url"

	"kaipiao/metrics"
	"kaipiao/settings"
	"kaipiao/temporalgate"
)

// Certificates are those of which the settings name a file: with which we show who we are, and of who vouches for others.
func Certificates(s settings.Settings) []metrics.Certificate {
	all := temporalgate.From(s).Certificates()
	for name, address := range map[string]string{"database": s.DatabaseURL, "replica": s.DatabaseReplicaURL} {
		parsed, err := url.Parse(address)
		if err != nil {
			continue
		}
		all = append(all, metrics.Certificate{Of: name, Path: parsed.Query().Get("sslcert")},
			metrics.Certificate{Of: name + "_authority", Path: parsed.Query().Get("sslrootcert"), Authority: true})
	}
	return append(all, metrics.Certificate{Of: "mail_authority", Path: s.SMTPCA, Authority: true})
}
