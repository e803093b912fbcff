package awstest_test

// ailments are all that goes wrong with AWS's calls, and who tries each again.
// TestWhoTriesAgain counts it, and TestEveryFault has the main job done with it.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
var ailments = []ailment{
	// Throttles.
	{onDynamo, "", "ProvisionedThroughputExceededException", refuse(400, "ProvisionedThroughputExceededException", "too fast"), everybody},
	{onDynamo, "", "ThrottlingException", refuse(400, "ThrottlingException", "too fast"), everybody},
	{onDynamo, "", "RequestLimitExceeded", refuse(400, "RequestLimitExceeded", "too fast"), sdkThenCaller},
	{onDynamo, write, "ThrottlingError in a transaction", cancel("ThrottlingError", "too fast"), functionThenAll},
	{onDynamo, write, "ProvisionedThroughputExceeded in a transaction", cancel("ProvisionedThroughputExceeded", "too fast"), functionThenAll},
	{onSQS, "", "RequestThrottled", refuse(403, "RequestThrottled", "too fast"), sdkThenCaller},
	{onSQS, "", "ThrottlingException", refuse(400, "ThrottlingException", "too fast"), sdkThenCaller},
	{onSFN, "", "ThrottlingException", refuse(400, "ThrottlingException", "too fast"), sdkThenCaller},
	{onSFN, "", "ExecutionLimitExceeded", refuse(400, "ExecutionLimitExceeded", "too many"), callerOnly},
	{onBedrock, "", "ThrottlingException", refuse(429, "ThrottlingException", "too fast"), sdkThenCaller},
	{onBedrock, "", "ServiceQuotaExceededException", refuse(400, "ServiceQuotaExceededException", "too much"), callerOnly},

	// Who writes the same at once.
	{onDynamo, "PutItem", "TransactionConflictException", refuse(400, "TransactionConflictException", "conflict"), functionThenAll},
	{onDynamo, "UpdateItem", "TransactionConflictException", refuse(400, "TransactionConflictException", "conflict"), functionThenAll},
	{onDynamo, write, "TransactionConflict in a transaction", cancel("TransactionConflict", "conflict"), functionThenAll},
	{onDynamo, write, "TransactionInProgressException", refuse(400, "TransactionInProgressException", "wait"), sdkThenCaller},

	// Faults of theirs.
	{onDynamo, "", "InternalServerError", refuse(500, "InternalServerError", "sorry"), sdkThenCaller},
	{onDynamo, "", "InternalServerError after the work", after(refuse(500, "InternalServerError", "sorry")), sdkThenCaller},
	{onDynamo, "", "ServiceUnavailable", refuse(503, "ServiceUnavailable", "sorry"), sdkThenCaller},
	{onSQS, "", "InternalFailure", refuse(500, "InternalFailure", "sorry"), sdkThenCaller},
	{onSQS, "", "InternalFailure after the work", after(refuse(500, "InternalFailure", "sorry")), sdkThenCaller},
	{onSFN, "", "InternalFailure", refuse(500, "InternalFailure", "sorry"), sdkThenCaller},
	{onSFN, "", "InternalFailure after the work", after(refuse(500, "InternalFailure", "sorry")), sdkThenCaller},
	{onBedrock, "", "InternalServerException", refuse(500, "InternalServerException", "sorry"), sdkThenCaller},
	{onBedrock, "", "ServiceUnavailableException", refuse(503, "ServiceUnavailableException", "sorry"), sdkThenCaller},
	{onBedrock, "", "ModelTimeoutException", refuse(408, "ModelTimeoutException", "slow"), callerOnly},
	{onBedrock, "", "ModelNotReadyException", refuse(429, "ModelNotReadyException", "cold"), callerOnly}, // other languages' SDKs try it again
	{onBedrock, "", "ModelErrorException", refuse(424, "ModelErrorException", "sorry"), callerOnly},

	// Connections. What was done before the answer was lost is never known.
	{onDynamo, "", "time-out", timeout, sdkThenCaller},
	{onDynamo, "", "time-out after the work", after(timeout), sdkThenCaller},
	{onDynamo, "", "reset", reset, sdkThenCaller},
	{onDynamo, "", "reset after the work", after(reset), sdkThenCaller},
	{onDynamo, "", "half an answer", cut, callerOnly},
	{onSQS, "", "time-out", timeout, sdkThenCaller},
	{onSQS, "", "reset after the work", after(reset), sdkThenCaller},
	{onSQS, "", "half an answer", cut, sdkThenCaller},
	{onSFN, "", "time-out", timeout, sdkThenCaller},
	{onSFN, "", "reset after the work", after(reset), sdkThenCaller},
	{onBedrock, "", "time-out", timeout, sdkThenCaller},
	{onBedrock, "", "reset before the model was paid", reset, sdkThenCaller},
	{onBedrock, "", "reset after the model was paid", after(reset), sdkThenCaller},
	{onBedrock, "", "half an answer", cut, callerOnly},

	// Faults of the stack's: no message's own, so all of it works once mended.
	{onDynamo, "", "ValidationException", refuse(400, "ValidationException", "Invalid UpdateExpression"), callerOnly},
	{onDynamo, write, "ValidationError in a transaction", cancel("ValidationError", "An operand has an incorrect data type"), callerOnly},
	{onDynamo, "", "ResourceNotFoundException", refuse(400, "ResourceNotFoundException", "no table"), callerOnly},
	{onDynamo, "", "AccessDeniedException", refuse(400, "AccessDeniedException", "no right"), callerOnly},
	{onDynamo, "", "ExpiredTokenException", refuse(400, "ExpiredTokenException", "too old"), callerOnly},
	{onSQS, "", "QueueDoesNotExist", refuse(400, "QueueDoesNotExist", "no queue"), callerOnly},
	{onSQS, "", "AccessDenied", refuse(403, "AccessDenied", "no right"), callerOnly},
	{onSFN, "", "StateMachineDoesNotExist", refuse(400, "StateMachineDoesNotExist", "no machine"), callerOnly},
	{onSFN, "", "AccessDeniedException", refuse(400, "AccessDeniedException", "no right"), callerOnly},
	{onBedrock, "", "ExpiredTokenException", refuse(403, "ExpiredTokenException", "too old"), callerOnly},

	// What the data at hand caused, and what only a person can mend: the run fails
	// and says what to do.
	{onDynamo, "UpdateItem", "an item that grew too large", refuse(400, "ValidationException", "Item size to update has exceeded the maximum allowed size"), nobody},
	{onDynamo, write, "an item in a transaction that grew too large", cancel("ValidationError", "Item size to update has exceeded the maximum allowed size"), nobody},
	{onDynamo, "PutItem", "ItemCollectionSizeLimitExceededException", refuse(400, "ItemCollectionSizeLimitExceededException", "full"), nobody},
	{onBedrock, "", "AccessDeniedException", refuse(403, "AccessDeniedException", "no access to the model"), nobody},
	{onBedrock, "", "ResourceNotFoundException", refuse(404, "ResourceNotFoundException", "no such model"), nobody},
	{onBedrock, "", "ValidationException", refuse(400, "ValidationException", "temperature is not supported"), nobody},
}

// write is the operation of several at once.
const write = "TransactWriteItems"
