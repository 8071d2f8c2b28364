package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	v12 "go.temporal.io/server/schema/postgresql/v12"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/durationpb"
)

const (
	// visibilitySuffix makes the name of the database that lists workflows out of the other's.
	visibilitySuffix = "_visibility"
	// retention is how long ended workflows are kept, as on SQLite.
	retention = 24 * time.Hour
	// namespaceWithin bounds the first calls of a server that has just started.
	namespaceWithin = time.Minute
)

// openPostgres says that everything is kept in two databases of a Postgres, which have to be there, and makes their schemas where they are missing.
func openPostgres(address string) (store, visibility *config.SQL, err error) {
	where, err := url.Parse(address)
	if err != nil || where.User == nil {
		return nil, nil, errors.New("the address of the Postgres is not one such as postgres://user:password@127.0.0.1:5432/temporal")
	}
	password, _ := where.User.Password()
	name := strings.TrimPrefix(where.Path, "/")
	of := func(database string) *config.SQL {
		return &config.SQL{
			PluginName: postgresql.PluginNamePGX, DatabaseName: database, ConnectAddr: where.Host, ConnectProtocol: "tcp",
			User: where.User.Username(), Password: password, MaxConns: 20, MaxIdleConns: 20, MaxConnLifetime: time.Hour,
		}
	}
	store, visibility = of(name), of(name+visibilitySuffix)
	if err := makeSchema(store, "postgresql/v12/temporal", v12.Version); err != nil {
		return nil, nil, err
	}
	return store, visibility, makeSchema(visibility, "postgresql/v12/visibility", v12.VisibilityVersion)
}

// makeSchema makes a schema where there is none.
func makeSchema(of *config.SQL, name, version string) error {
	logger := log.NewNoopLogger()
	connection, err := sql.NewConnection(of, logger)
	if err != nil {
		return fmt.Errorf("open the database %s: %w", of.DatabaseName, err)
	}
	defer connection.Close()
	if _, err := connection.ReadSchemaVersion(); err == nil {
		return nil
	}
	if err := schema.NewSetupSchemaTask(connection, &schema.SetupConfig{SchemaName: name, InitialVersion: version}, logger).Run(); err != nil {
		return fmt.Errorf("make the schema of %s: %w", of.DatabaseName, err)
	}
	return nil
}

// makeNamespace makes the namespace with its search attributes, where the server does not have it.
func makeNamespace(o options) error {
	ctx, stop := context.WithTimeout(context.Background(), namespaceWithin)
	defer stop()
	connection, err := grpc.NewClient(o.address, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.WaitForReady(true)))
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = workflowservice.NewWorkflowServiceClient(connection).RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: o.namespace, WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	if known := (*serviceerror.NamespaceAlreadyExists)(nil); err != nil && !errors.As(serviceerror.FromStatus(serviceerror.ToStatus(err)), &known) {
		return fmt.Errorf("make the namespace: %w", err)
	}
	attributes := operatorservice.NewOperatorServiceClient(connection)
	for { // the namespace is known everywhere a moment later
		_, err = attributes.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: o.namespace, SearchAttributes: missing(ctx, attributes, o)})
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// missing are the search attributes that the namespace does not have.
func missing(ctx context.Context, attributes operatorservice.OperatorServiceClient, o options) map[string]enumspb.IndexedValueType {
	wanted := map[string]enumspb.IndexedValueType{}
	known, err := attributes.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: o.namespace})
	for name, kind := range searchAttributes {
		if _, there := known.GetCustomAttributes()[name]; err != nil || !there {
			wanted[name] = kind
		}
	}
	return wanted
}
