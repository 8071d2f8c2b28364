package temporalgate

import (
	"go.temporal.io/sdk/contrib/envconfig"

	"kaipiao/metrics"
)

// Certificates are those with which Temporal is reached, as its own variables and profile file name them; none where it asks for none. What is wrong
// with them says who connects.
func (o Options) Certificates() []metrics.Certificate {
	if o.Embedded {
		return nil
	}
	profile, err := envconfig.LoadClientConfigProfile(envconfig.LoadClientConfigProfileOptions{ConfigFileStrict: true, EnvLookup: o.environment})
	if err != nil || profile.TLS == nil || profile.TLS.Disabled {
		return nil
	}
	return []metrics.Certificate{
		{Of: "temporal", Path: profile.TLS.ClientCertPath, PEM: profile.TLS.ClientCertData},
		{Of: "temporal_authority", Path: profile.TLS.ServerCACertPath, PEM: profile.TLS.ServerCACertData, Authority: true},
	}
}
