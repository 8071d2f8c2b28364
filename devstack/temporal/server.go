package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
)

// options are where the server listens and what it keeps.
type options struct {
	database string
	// postgres is where everything is kept instead of the file; empty for the file.
	postgres  string
	namespace string
	address   string
	uiAddress string
	// codec is where the Web UI has payloads decrypted.
	codec string
}

// searchAttributes are the ones by which operators filter; workflows set them under these names.
var searchAttributes = map[string]enumspb.IndexedValueType{
	"KaipiaoStage":      enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"KaipiaoAccount":    enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"KaipiaoMedium":     enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"KaipiaoWaitingFor": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"KaipiaoDue":        enumspb.INDEXED_VALUE_TYPE_DATETIME,
	"KaipiaoOverdue":    enumspb.INDEXED_VALUE_TYPE_BOOL,
}

// latestTimer is how late a timer, or a start that was put off, may be. The default of a second is for machines whose clocks differ.
const latestTimer = 100 * time.Millisecond

// tuning makes one machine quick, and fair: with the defaults each step of a workflow waits 50 ms for the transfer queue, task queues are spread
// over partitions that only a cluster needs, whose tasks come first are done first, and whether a version of the workers is drained is looked at
// every three minutes.
var tuning = dynamicconfig.StaticClient{
	dynamicconfig.TransferProcessorMaxPollRPS.Key():                  2000,
	dynamicconfig.TimerProcessorMaxTimeShift.Key():                   latestTimer,
	dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():           1,
	dynamicconfig.MatchingNumTaskqueueWritePartitions.Key():          1,
	dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key():      true,
	dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
	dynamicconfig.VersionDrainageStatusVisibilityGracePeriod.Key():   5 * time.Second,
	dynamicconfig.VersionDrainageStatusRefreshInterval.Key():         5 * time.Second,
	// Whoever waits takes turns with others by account, and not with each task.
	dynamicconfig.MatchingEnableFairness.Key(): true,
}

// startServer makes the schema and the namespace where they are missing, and starts all services in this process.
func startServer(o options) (temporal.Server, error) {
	stores, err := openStores(o)
	if err != nil {
		return nil, err
	}
	cfg, hosts, err := configure(o, stores)
	if err != nil {
		return nil, err
	}
	logger := log.NewNoopLogger()
	authorizer, err := authorization.GetAuthorizerFromConfig(&cfg.Global.Authorization)
	if err != nil {
		return nil, fmt.Errorf("configure access: %w", err)
	}
	claims, err := authorization.GetClaimMapperFromConfig(&cfg.Global.Authorization, logger)
	if err != nil {
		return nil, fmt.Errorf("configure access: %w", err)
	}
	server, err := temporal.NewServer(
		temporal.WithConfig(cfg), temporal.ForServices(temporal.DefaultServices), temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger), temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(tuning),
	)
	if err != nil {
		return nil, fmt.Errorf("make the server: %w", err)
	}
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	if o.postgres != "" {
		if err := makeNamespace(o); err != nil {
			return nil, errors.Join(err, server.Stop())
		}
	}
	return server, nil
}

// openStores says where everything is kept, and where workflows are listed.
func openStores(o options) (config.Persistence, error) {
	if o.postgres != "" {
		store, visibility, err := openPostgres(o.postgres)
		return config.Persistence{
			DefaultStore: "postgres", VisibilityStore: "visibility", NumHistoryShards: shardsOnPostgres,
			DataStores: map[string]config.DataStore{"postgres": {SQL: store}, "visibility": {SQL: visibility}},
		}, err
	}
	store, err := openStore(o)
	return config.Persistence{
		DefaultStore: "sqlite", VisibilityStore: "sqlite", NumHistoryShards: 1, DataStores: map[string]config.DataStore{"sqlite": {SQL: store}},
	}, err
}

// shardsOnPostgres is how many history shards there are: their number is chosen once, with the databases.
const shardsOnPostgres = 4

// openStore says where everything is kept on SQLite.
func openStore(o options) (*config.SQL, error) {
	store := &config.SQL{
		PluginName: sqliteplugin.PluginName, DatabaseName: o.database,
		ConnectAttributes: map[string]string{"mode": "rwc", "journal_mode": "wal", "synchronous": "normal"},
	}
	if o.database == "" {
		store.DatabaseName = uuid.NewString()
		store.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
	} else if _, err := os.Stat(o.database); err == nil {
		if err := os.Chmod(o.database, 0o600); err != nil { // it may be there from before
			return nil, fmt.Errorf("close the database to others: %w", err)
		}
	} else if errors.Is(err, os.ErrNotExist) {
		if err := sqlite.SetupSchema(store); err != nil {
			return nil, fmt.Errorf("make the schema: %w", err)
		}
	}
	namespace, err := sqlite.NewNamespaceConfig(clusterName, o.namespace, false, searchAttributes)
	if err != nil {
		return nil, fmt.Errorf("configure the namespace: %w", err)
	}
	if err := sqlite.CreateNamespaces(store, namespace); err != nil {
		return nil, fmt.Errorf("make the namespace: %w", err)
	}
	return store, nil
}

const (
	clusterName = "active"
	// clusterID identifies the only cluster there is.
	clusterID = "5a1c2f0e-6f0b-4f6e-9a6b-6b61697069ff"
	loopback  = "127.0.0.1"
)

// configure describes a cluster of one: every service on loopback, the frontend on its address.
func configure(o options, stores config.Persistence) (*config.Config, map[primitives.ServiceName]static.Hosts, error) {
	host, frontendPort, err := split(o.address)
	if err != nil {
		return nil, nil, err
	}
	c := &config.Config{}
	c.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: loopback}
	c.Persistence = stores
	c.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: o.address, ClusterID: clusterID},
		},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	c.Archival.History.State, c.Archival.Visibility.State = "disabled", "disabled"
	c.NamespaceDefaults.Archival.History.State, c.NamespaceDefaults.Archival.Visibility.State = "disabled", "disabled"
	c.PublicClient.HostPort = o.address
	// Nexus operations, and what comes of them, go from service to service by HTTP.
	httpPort, err := freePort()
	if err != nil {
		return nil, nil, err
	}
	c.PublicClient.HTTPHostPort = net.JoinHostPort(host, strconv.Itoa(httpPort))
	c.Services = map[string]config.Service{}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, service := range []primitives.ServiceName{
		primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	} {
		rpc := config.RPC{BindOnIP: host, GRPCPort: frontendPort, HTTPPort: httpPort}
		if service != primitives.FrontendService {
			port, err := freePort()
			if err != nil {
				return nil, nil, err
			}
			rpc = config.RPC{BindOnIP: loopback, GRPCPort: port}
		}
		c.Services[string(service)] = config.Service{RPC: rpc}
		hosts[service] = static.SingleLocalHost(net.JoinHostPort(rpc.BindOnIP, strconv.Itoa(rpc.GRPCPort)))
	}
	return c, hosts, nil
}

// split takes an address apart.
func split(address string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("%q is not an address such as 127.0.0.1:7233: %w", address, err)
	}
	if port, err = strconv.Atoi(text); err != nil {
		return "", 0, fmt.Errorf("%q is not an address such as 127.0.0.1:7233: %w", address, err)
	}
	return host, port, nil
}

// The services' own ports: below those that the kernel gives to outgoing connections, because one of these may be a connection's
// by the time its service listens, and apart from those of the stack's processes.
const (
	firstPort = 12_000
	portCount = 8_000
	// portsApart is how far servers that were started one after the other look from each other.
	portsApart = 17
)

var portsAsked int

func freePort() (int, error) {
	for range portCount {
		portsAsked++
		port := firstPort + (os.Getpid()*portsApart+portsAsked)%portCount
		if listener, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.Itoa(port))); err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("find a free port: none is")
}
