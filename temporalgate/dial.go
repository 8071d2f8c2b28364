// Package temporalgate is the one way to Temporal: how it is dialled, which types of workflows there are and how they are
// started, and how what the outbox owes is sent. The programs use it; nothing below them does.
package temporalgate

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/worker"

	"kaipiao/encryption"
	"kaipiao/workflows"
)

// Gate is a connection to one namespace of Temporal. It is safe for use by many goroutines.
type Gate struct {
	client    client.Client
	namespace string
	// deployment and build are the version of the workers that this gate makes; without a deployment they have none.
	deployment, build string
}

// Dial connects to Temporal, which has to be there.
func Dial(ctx context.Context, o Options) (*Gate, error) {
	options, err := o.client()
	if err != nil {
		return nil, err
	}
	connected, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("Temporal at %s does not answer (KAIPIAO_TEMPORAL_ADDR): %w", options.HostPort, err)
	}
	return &Gate{connected, options.Namespace, o.Deployment, o.Build}, nil
}

// How long Await waits for Temporal to come up, and how often it looks.
const (
	awaitFor   = time.Minute
	awaitEvery = time.Second
)

// Await connects to Temporal, and waits for it while it starts.
func Await(ctx context.Context, o Options) (*Gate, error) {
	ctx, stop := context.WithTimeout(ctx, awaitFor)
	defer stop()
	for {
		connected, err := Dial(ctx, o)
		if err == nil {
			return connected, nil
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(awaitEvery):
		}
	}
}

// Lazy connects to Temporal with the first call, so that a program runs while Temporal is away.
func Lazy(o Options) (*Gate, error) {
	options, err := o.client()
	if err != nil {
		return nil, err
	}
	unconnected, err := client.NewLazyClient(options)
	if err != nil {
		return nil, fmt.Errorf("prepare the connection to Temporal: %w", err)
	}
	return &Gate{unconnected, options.Namespace, o.Deployment, o.Build}, nil
}

// Namespace is the one in which our workflows run.
func (g *Gate) Namespace() string { return g.namespace }

// Close ends the connection.
func (g *Gate) Close() { g.client.Close() }

// Worker makes a worker of a task queue, which has to be given its workflows and activities. All that a gate makes are of one version.
func (g *Gate) Worker(queue string, options worker.Options) worker.Worker {
	options.DisableRegistrationAliasing = true // a workflow's name is the one in the table, never the function's
	options.DeploymentOptions = g.version()
	return worker.New(g.client, queue, options)
}

// WorkflowWorker makes a worker of all types of workflows, which has to be given its activities.
func (g *Gate) WorkflowWorker(options worker.Options) worker.Worker {
	w := g.Worker(workflows.TaskQueue, options)
	RegisterWorkflows(w)
	return w
}

// client is what the SDK is told: the profile file, then the TEMPORAL_ variables, then our own settings.
func (o Options) client() (client.Options, error) {
	var options client.Options
	if !o.Embedded {
		var err error
		options, err = envconfig.LoadClientOptions(envconfig.LoadClientOptionsRequest{ConfigFileStrict: true, EnvLookup: o.environment})
		if err != nil {
			return options, fmt.Errorf("read how Temporal is reached (TEMPORAL_… and its profile file): %w", err)
		}
	}
	if o.Address != "" {
		options.HostPort = o.Address
	}
	if options.HostPort == "" {
		options.HostPort = client.DefaultHostPort
	}
	if o.Namespace != "" {
		options.Namespace = o.Namespace
	}
	if options.Namespace == "" {
		options.Namespace = client.DefaultNamespace
	}
	if err := o.encrypt(&options); err != nil {
		return options, err
	}
	hooked, err := traced()
	if err != nil {
		return options, err
	}
	options.MetricsHandler, options.Interceptors = o.Metrics, append(slices.Clone(o.Interceptors), hooked...)
	if options.Logger = o.Logger; options.Logger == nil {
		options.Logger = Warnings()
	}
	return options, o.mayBeSpokenTo(options)
}

// encrypt has everything that Temporal keeps be encrypted with the keys of the file.
func (o Options) encrypt(options *client.Options) error {
	options.DataConverter, options.FailureConverter = o.DataConverter, o.FailureConverter
	if o.Keys == "" {
		return nil
	}
	keys, err := encryption.Open(o.Keys)
	if err != nil {
		return err
	}
	options.DataConverter, options.FailureConverter = keys.DataConverter(), keys.FailureConverter()
	return nil
}

// mayBeSpokenTo refuses to speak to another machine in clear, unless somebody says that the network is trusted: which run does what, and the
// headers, could be read and changed on the way.
func (o Options) mayBeSpokenTo(options client.Options) error {
	if o.Plaintext || options.ConnectionOptions.TLS != nil || onThisMachine(options.HostPort) {
		return nil
	}
	return fmt.Errorf("Temporal at %s is on another machine and would be spoken to without TLS: set TEMPORAL_TLS=true or its certificates "+
		"(docs/operations.md), or KAIPIAO_TEMPORAL_PLAINTEXT=on where the network in between is trusted", options.HostPort)
}

// onThisMachine reports whether an address is a loopback one.
func onThisMachine(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
