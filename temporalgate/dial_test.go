package temporalgate

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"

	"kaipiao/encryption"
	"kaipiao/settings"
)

// environment stands for a process's variables.
type environment map[string]string

func (e environment) Environ() (list []string) {
	for name, value := range e {
		list = append(list, name+"="+value)
	}
	return list
}

func (e environment) LookupEnv(name string) (string, bool) {
	value, found := e[name]
	return value, found
}

// nowhere is a profile file that does not exist, so that the one of who runs the tests is not read.
func nowhere(t *testing.T) string { return filepath.Join(t.TempDir(), "temporal.toml") }

// cluster is a server on this machine that wants TLS, a client's certificate and an API key; it knows no call of Temporal's. It
// keeps the headers of the calls that it heard.
func cluster(t *testing.T) (server *httptest.Server, heard chan http.Header) {
	t.Helper()
	heard = make(chan http.Header, 100)
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard <- r.Header
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Grpc-Status", "12")
		w.Header().Set("Grpc-Message", "unknown method "+path.Base(r.URL.Path))
	}))
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, heard
}

// profiles writes a profile file for the cluster, as its operators would hand it out, with the certificates beside it.
func profiles(t *testing.T, server *httptest.Server) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, kind string, content []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600))
	}
	certificate := server.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	require.NoError(t, err)
	write("client.pem", "CERTIFICATE", certificate.Certificate[0])
	write("client.key", "PRIVATE KEY", key)
	write("ca.pem", "CERTIFICATE", server.Certificate().Raw)
	file := filepath.Join(dir, "temporal.toml")
	require.NoError(t, os.WriteFile(file, fmt.Appendf(nil, `
[profile.production]
address = "%[2]s"
namespace = "invoices.a1b2c"
api_key = "from-the-profile"
[profile.production.tls]
server_ca_cert_path = "%[1]s/ca.pem"
client_cert_path = "%[1]s/client.pem"
client_key_path = "%[1]s/client.key"
server_name = "example.com"
[profile.plain]
address = "temporal:7233"
`, filepath.ToSlash(dir), server.Listener.Addr()), 0o600))
	return file
}

// A profile file says all: where, TLS, certificates, API key. Variables win over the file, our own settings over both.
func TestAProfileFileSaysHowTemporalIsReached(t *testing.T) {
	server, _ := cluster(t)
	variables := environment{"TEMPORAL_CONFIG_FILE": profiles(t, server), "TEMPORAL_PROFILE": "production"}
	options, err := Options{environment: variables}.client()
	require.NoError(t, err)
	require.Equal(t, server.Listener.Addr().String(), options.HostPort)
	require.Equal(t, "invoices.a1b2c", options.Namespace)
	require.NotNil(t, options.Credentials)
	require.Len(t, options.ConnectionOptions.TLS.Certificates, 1)
	require.NotNil(t, options.ConnectionOptions.TLS.RootCAs)
	require.Equal(t, "example.com", options.ConnectionOptions.TLS.ServerName)

	variables["TEMPORAL_ADDRESS"], variables["TEMPORAL_NAMESPACE"] = "elsewhere:7233", "other"
	options, err = Options{Namespace: "ours", environment: variables}.client()
	require.NoError(t, err)
	require.Equal(t, "elsewhere:7233", options.HostPort)
	require.Equal(t, "ours", options.Namespace)
	require.NotNil(t, options.ConnectionOptions.TLS)

	options, err = Options{
		Plaintext: true, environment: environment{"TEMPORAL_CONFIG_FILE": variables["TEMPORAL_CONFIG_FILE"], "TEMPORAL_PROFILE": "plain"},
	}.client()
	require.NoError(t, err)
	require.Equal(t, "temporal:7233", options.HostPort)
	require.Equal(t, client.DefaultNamespace, options.Namespace)
	require.Nil(t, options.Credentials)
	require.Nil(t, options.ConnectionOptions.TLS)

	_, err = Options{environment: environment{"TEMPORAL_CONFIG_FILE": variables["TEMPORAL_CONFIG_FILE"], "TEMPORAL_PROFILE": "missing"}}.client()
	require.Error(t, err)
}

// An API key alone, as for Temporal Cloud, is enough to turn TLS on.
func TestAnAPIKeyAloneTurnsTLSOn(t *testing.T) {
	variables := environment{
		"TEMPORAL_CONFIG_FILE": nowhere(t), "TEMPORAL_ADDRESS": "a1b2c.eu-central-1.aws.api.temporal.io:7233",
		"TEMPORAL_NAMESPACE": "invoices.a1b2c", "TEMPORAL_API_KEY": "key",
	}
	options, err := Options{environment: variables}.client()
	require.NoError(t, err)
	require.NotNil(t, options.Credentials)
	require.NotNil(t, options.ConnectionOptions.TLS)
}

// The stack's own server is not spoken to with what is meant for another one.
func TestTheEmbeddedServerIsReachedWithoutAProfile(t *testing.T) {
	server, _ := cluster(t)
	options := From(settings.Settings{TemporalAddr: "127.0.0.1:7233", TemporalNamespace: "default", TemporalEmbedded: true, TemporalKeys: keyFile(t)})
	options.environment = environment{"TEMPORAL_CONFIG_FILE": profiles(t, server), "TEMPORAL_PROFILE": "production"}
	told, err := options.client()
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:7233", told.HostPort)
	require.Nil(t, told.Credentials)
	require.Nil(t, told.ConnectionOptions.TLS)
}

// Dialling really shows the certificate and the API key, and believes only the cluster's own certificate.
func TestDiallingShowsCertificateAndKey(t *testing.T) {
	server, heard := cluster(t)
	variables := environment{"TEMPORAL_CONFIG_FILE": profiles(t, server), "TEMPORAL_PROFILE": "production", "TEMPORAL_GRPC_META_TEAM": "invoices"}
	gate, err := Dial(t.Context(), Options{environment: variables})
	require.NoError(t, err)
	defer gate.Close()
	select {
	case header := <-heard:
		require.Equal(t, "Bearer from-the-profile", header.Get("Authorization"))
		require.Equal(t, "invoices", header.Get("Team"))
	case <-time.After(10 * time.Second):
		t.Fatal("nobody called")
	}
	variables["TEMPORAL_TLS_SERVER_NAME"] = "somebody.else"
	_, err = Dial(t.Context(), Options{environment: variables})
	require.ErrorContains(t, err, "does not answer")
}

// What is hooked into the connection arrives there.
func TestHooksArriveInTheClient(t *testing.T) {
	o := Options{
		DataConverter: converter.GetDefaultDataConverter(), Metrics: client.MetricsNopHandler, Logger: Warnings(),
		Interceptors: []interceptor.ClientInterceptor{&interceptor.ClientInterceptorBase{}}, FailureConverter: temporal.GetDefaultFailureConverter(),
		environment: environment{"TEMPORAL_CONFIG_FILE": nowhere(t)},
	}
	options, err := o.client()
	require.NoError(t, err)
	require.Equal(t, client.DefaultHostPort, options.HostPort)
	require.Same(t, o.DataConverter, options.DataConverter)
	require.Same(t, o.FailureConverter, options.FailureConverter)
	require.Equal(t, o.Metrics, options.MetricsHandler)
	require.Same(t, o.Logger, options.Logger)
	require.Len(t, options.Interceptors, 1)
}

// keyFile makes a key file of the test's own.
func keyFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "temporal-keys")
	require.NoError(t, encryption.MakeFile(path, time.Now()))
	return path
}

// S6: another machine is not spoken to in clear, wherever its address comes from, unless somebody says that the network is trusted.
func TestS6AnotherMachineIsNotSpokenToInClear(t *testing.T) {
	for address, here := range map[string]bool{
		"127.0.0.1:7233": true, "127.8.0.1:7233": true, "[::1]:7233": true, "localhost:7233": true,
		"temporal:7233": false, "10.0.0.7:7233": false, "0.0.0.0:7233": false, "[::]:7233": false, "localhost.example:7233": false, "dns:///localhost:7233": false,
	} {
		for _, embedded := range []bool{true, false} {
			_, err := Options{Address: address, Embedded: embedded, environment: environment{"TEMPORAL_CONFIG_FILE": nowhere(t)}}.client()
			if here {
				require.NoError(t, err, address)
				continue
			}
			require.ErrorContains(t, err, "KAIPIAO_TEMPORAL_PLAINTEXT=on", address)
			_, err = Options{Address: address, Embedded: embedded, Plaintext: true, environment: environment{"TEMPORAL_CONFIG_FILE": nowhere(t)}}.client()
			require.NoError(t, err, address)
		}
	}
	_, err := Options{environment: environment{"TEMPORAL_CONFIG_FILE": nowhere(t), "TEMPORAL_ADDRESS": "temporal:7233"}}.client()
	require.ErrorContains(t, err, "temporal:7233")
	_, err = Options{environment: environment{"TEMPORAL_CONFIG_FILE": nowhere(t), "TEMPORAL_ADDRESS": "temporal:7233", "TEMPORAL_TLS": "true"}}.client()
	require.NoError(t, err)
}

// S6: every program reaches Temporal by its settings, and so with keys; without a key file it does not start.
func TestS6WithoutKeysNobodyReachesTemporal(t *testing.T) {
	told, err := From(settings.Settings{TemporalAddr: "127.0.0.1:7233", TemporalEmbedded: true, TemporalKeys: keyFile(t)}).client()
	require.NoError(t, err)
	payload, err := told.DataConverter.ToPayload("secret")
	require.NoError(t, err)
	require.Equal(t, "binary/encrypted", string(payload.GetMetadata()["encoding"]))
	require.NotEmpty(t, told.FailureConverter.ErrorToFailure(errors.New("secret")).GetEncodedAttributes())

	missing := From(settings.Settings{TemporalAddr: "127.0.0.1:7233", TemporalKeys: filepath.Join(t.TempDir(), "none")})
	missing.environment = environment{"TEMPORAL_CONFIG_FILE": nowhere(t)}
	for name, reach := range map[string]func() error{
		"at once":         func() error { _, err := Dial(t.Context(), missing); return err },
		"when it is back": func() error { _, err := Lazy(missing); return err },
	} {
		require.ErrorContains(t, reach(), "KAIPIAO_TEMPORAL_KEYS", name)
	}
}
