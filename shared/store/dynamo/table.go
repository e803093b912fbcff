package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sufler/sufler/shared/store"
)

// Table is the table's definition: template.yaml says the same, and a test may
// hold it to this; servers that the tests start get it from here.
func Table(name string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   schema("pk", "sk"),
		AttributeDefinitions: []types.AttributeDefinition{
			text("pk"), text("sk"),
		},
		StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	}
	for _, x := range store.Indexes() {
		if x.Local {
			in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{
				IndexName: &x.Name, KeySchema: schema(x.PK, x.SK), Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
			})
		} else {
			in.AttributeDefinitions = append(in.AttributeDefinitions, text(x.PK))
			in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
				IndexName: &x.Name, KeySchema: schema(x.PK, x.SK), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
			})
		}
		sort := text(x.SK)
		if x.Number {
			sort.AttributeType = types.ScalarAttributeTypeN
		}
		in.AttributeDefinitions = append(in.AttributeDefinitions, sort)
	}
	return in
}

// TTL is the setting that lets DynamoDB take away what has expired.
func TTL(name string) *dynamodb.UpdateTimeToLiveInput {
	return &dynamodb.UpdateTimeToLiveInput{
		TableName:               &name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(store.TTL), Enabled: aws.Bool(true)},
	}
}

func schema(pk, sk string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &pk, KeyType: types.KeyTypeHash}, {AttributeName: &sk, KeyType: types.KeyTypeRange},
	}
}

func text(attr string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: &attr, AttributeType: types.ScalarAttributeTypeS}
}
