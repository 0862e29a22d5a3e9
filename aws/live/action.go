package live

// IAM actions, and a resource type, that the calls and the policies both name.
const (
	connectionType    = "vpc-peering-connection"
	assumeRole        = "sts:AssumeRole"
	setSourceIdentity = "sts:SetSourceIdentity"
	tagSession        = "sts:TagSession"
	callerIdentity    = "sts:GetCallerIdentity"
	lookupEvents      = "cloudtrail:LookupEvents"
)
