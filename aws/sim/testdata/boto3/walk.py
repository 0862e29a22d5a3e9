"""Walks boto3 through the local AWS at the address that is its argument.

boto3 is a client that nobody here wrote. It checks:

  walk    two VPCs in two Regions are peered, routed, given DNS and unpeered,
          with the waiters and paginators of boto3
  filter  filters with wildcards, tags, pages
  groups  security group rules in and out, references, stale rules
  errors  codes, messages and HTTP status of what is refused, DryRun
  iam     AssumeRole with external id, source identity, tags and a session
          policy; what policies deny
  quotas  Service Quotas
  trail   CloudTrail's LookupEvents: who deleted a peering, pages, and throttled
          calls that boto3 repeats

and of every answer, with the service models of botocore: that each element is
one that the model knows, spelled exactly as it spells it, and that the values
have the model's types. An answer with a misspelled element would look empty to
a client, not wrong.

It prints a line for each part and exits with 0, or stops at the first problem.
"""

import json
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

TOKYO, SEOUL = "ap-northeast-1", "ap-northeast-2"
ALICE, BOB, BOT = "111111111111", "222222222222", "999999999999"
ROLE = "arn:aws:iam::111111111111:role/limited"

# The model of an attachment lists the states of a VPN's; for an internet gateway
# the API reference says "available".
NOT_IN_MODEL = {"internetGatewaySet/item/attachmentSet/item/state"}

problems = []  # of answers and models
answers = 0


def client(service, account, region, token=None, retries=0):
    c = boto3.client(
        service,
        region_name=region,
        endpoint_url=sys.argv[1],
        aws_access_key_id=account,
        aws_secret_access_key="any",
        aws_session_token=token,
        config=Config(retries={"max_attempts": retries}, proxies={}),
    )
    c.meta.events.register("response-received", check_answer)
    c.meta.events.register("request-created", remember_model(c))
    return c


def remember_model(c):
    def remember(request, operation_name, **_):
        request.context["checked"] = c.meta.service_model.operation_model(operation_name)

    return remember


def check_answer(response_dict, context, **_):
    """Compares an answer with the model of its operation."""
    global answers
    answers += 1
    if response_dict is None or response_dict["status_code"] >= 300:
        return
    operation = context["checked"]
    if operation.service_model.metadata["protocol"] == "json":
        check_json(operation.name, json.loads(response_dict["body"]), operation.output_shape)
        return
    root = ET.fromstring(response_dict["body"])
    extra = {"requestId", "ResponseMetadata"}
    if name(root) != operation.name + "Response":
        problems.append(f"{operation.name}: the root is {name(root)}")
    if operation.output_shape is None:
        return
    wrapper = operation.output_shape.serialization.get("resultWrapper")
    if wrapper:
        root = next(kid for kid in root if name(kid) == wrapper)
    check_structure(operation.name, root, operation.output_shape, extra)


def name(element):
    return element.tag.rsplit("}", 1)[-1]


def check_json(path, value, shape):
    """Does for AWS JSON what check_value does for XML."""
    types = {"string": str, "boolean": bool, "integer": int, "long": int, "double": (int, float), "timestamp": (int, float), "structure": dict, "list": list}
    if not isinstance(value, types[shape.type_name]):
        problems.append(f"{path}: {value!r} is no {shape.type_name}")
    elif shape.type_name == "list":
        for item in value:
            check_json(path, item, shape.member)
    elif shape.type_name == "structure":
        for key in value:
            if key in shape.members:
                check_json(f"{path}/{key}", value[key], shape.members[key])
            else:
                problems.append(f"{path}: {key} is not a member of {shape.name}")


def check_structure(path, element, shape, extra=frozenset()):
    members = {m.serialization.get("name", n): m for n, m in shape.members.items()}
    seen = set()
    for kid in element:
        if name(kid) in extra:
            continue
        if name(kid) not in members:
            problems.append(f"{path}: {name(kid)} is not an element of {shape.name}")
        elif name(kid) in seen:
            problems.append(f"{path}: {name(kid)} is there twice")
        else:
            check_value(f"{path}/{name(kid)}", kid, members[name(kid)])
        seen.add(name(kid))


def check_value(path, element, shape):
    text = element.text or ""
    try:
        if shape.type_name == "structure":
            check_structure(path, element, shape)
        elif shape.type_name == "list":
            want = shape.member.serialization.get("name", "member")
            for kid in element:
                if name(kid) != want:
                    problems.append(f"{path}: a member is called {name(kid)}, not {want}")
                check_value(f"{path}/{name(kid)}", kid, shape.member)
        elif shape.type_name == "boolean" and text not in ("true", "false"):
            problems.append(f"{path}: {text!r} is no boolean")
        elif shape.type_name in ("integer", "long"):
            int(text)
        elif shape.type_name in ("float", "double"):
            float(text)
        elif shape.type_name == "timestamp":
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        elif shape.type_name == "string" and getattr(shape, "enum", None) and text not in shape.enum and path.split("/", 1)[1] not in NOT_IN_MODEL:
            problems.append(f"{path}: {text!r} is none of {shape.enum}")
    except ValueError:
        problems.append(f"{path}: {text!r} is no {shape.type_name}")


def refused(code, status, call, **params):
    """Checks that a call is refused. It returns the message."""
    try:
        call(**params)
    except ClientError as e:
        got = e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPStatusCode"]
        assert got == (code, status), f"{params}: {got} {e}, want {code} {status}"
        return e.response["Error"]["Message"]
    raise AssertionError(f"{params} was not refused with {code}")


def equal(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def peer(a, vpc_a, b, vpc_b, **params):
    """Peers two VPCs and waits as a user of boto3 would."""
    made = a.create_vpc_peering_connection(VpcId=vpc_a, PeerVpcId=vpc_b, **params)["VpcPeeringConnection"]
    pcx = made["VpcPeeringConnectionId"]
    for c in (a, b):
        c.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[pcx])
    equal(b.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)["VpcPeeringConnection"]["Status"]["Code"], "provisioning")
    return pcx


def walk(ec2, a, b):
    left, right = ec2(ALICE, TOKYO), ec2(BOB, SEOUL)
    tags = [{"Key": "managed-by", "Value": "peerbot"}]
    pcx = peer(left, a, right, b, PeerOwnerId=BOB, PeerRegion=SEOUL, TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": tags}])
    (seen,) = left.describe_vpc_peering_connections(Filters=[{"Name": "tag:managed-by", "Values": ["peerbot"]}])["VpcPeeringConnections"]
    equal((seen["VpcPeeringConnectionId"], seen["Status"]["Code"], seen["Tags"]), (pcx, "active", tags))
    equal([c["CidrBlock"] for c in seen["AccepterVpcInfo"]["CidrBlockSet"]], ["10.2.0.0/16"])
    (other,) = right.describe_vpc_peering_connections()["VpcPeeringConnections"]
    equal((other["VpcPeeringConnectionId"], other.get("Tags", [])), (pcx, []))
    right.create_tags(Resources=[pcx], Tags=tags)
    for c, vpc, cidr, side in ((left, a, "10.2.0.0/16", "Requester"), (right, b, "10.1.0.0/16", "Accepter")):
        c.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        equal(c.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"], {"Value": True})
        (table,) = c.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
        equal(c.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock=cidr, VpcPeeringConnectionId=pcx)["Return"], True)
    for c, side in ((left, "Requester"), (right, "Accepter")):
        options = c.modify_vpc_peering_connection_options(VpcPeeringConnectionId=pcx, **{side + "PeeringConnectionOptions": {"AllowDnsResolutionFromRemoteVpc": True}})
        equal(options[side + "PeeringConnectionOptions"]["AllowDnsResolutionFromRemoteVpc"], True)
    (table,) = left.describe_route_tables(Filters=[{"Name": "route.vpc-peering-connection-id", "Values": [pcx]}])["RouteTables"]
    equal([r["State"] for r in table["Routes"]], ["active", "active"])
    equal(left.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)["Return"], True)
    for c in (left, right):
        c.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=[pcx])
    (table,) = left.describe_route_tables(RouteTableIds=[table["RouteTableId"]])["RouteTables"]
    equal([r["State"] for r in table["Routes"]], ["active", "blackhole"])
    left.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="10.2.0.0/16")


def filters(ec2):
    c = ec2(ALICE, SEOUL)
    made = [c.create_vpc(CidrBlock=f"10.{50 + i}.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"] for i in range(7)]
    c.create_tags(Resources=made[:2], Tags=[{"Key": "Name", "Value": "shop floor"}, {"Key": "empty", "Value": ""}])
    pages = list(c.get_paginator("describe_vpcs").paginate(PaginationConfig={"PageSize": 5}))
    equal([[v["VpcId"] for v in p["Vpcs"]] for p in pages], [made[:5], made[5:]])
    found = c.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["shop*"]}, {"Name": "cidr", "Values": ["10.5?.0.0/16"]}])["Vpcs"]
    equal([v["VpcId"] for v in found], made[:2])
    equal(found[0]["Tags"], [{"Key": "Name", "Value": "shop floor"}, {"Key": "empty", "Value": ""}])
    equal(len(c.describe_tags(Filters=[{"Name": "key", "Values": ["Name"]}])["Tags"]), 2)
    subnet = c.create_subnet(VpcId=made[0], CidrBlock="10.50.1.0/24")["Subnet"]["SubnetId"]
    table = c.create_route_table(VpcId=made[0])["RouteTable"]["RouteTableId"]
    association = c.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    igw = c.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    c.attach_internet_gateway(InternetGatewayId=igw, VpcId=made[0])
    c.create_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0", GatewayId=igw)
    equal([s["SubnetId"] for s in c.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [made[0]]}])["Subnets"]], [subnet])
    equal(c.describe_internet_gateways(InternetGatewayIds=[igw])["InternetGateways"][0]["Attachments"], [{"State": "available", "VpcId": made[0]}])
    c.disassociate_route_table(AssociationId=association)
    c.associate_vpc_cidr_block(VpcId=made[0], CidrBlock="10.80.0.0/16")
    equal(len(c.describe_vpcs(VpcIds=[made[0]])["Vpcs"][0]["CidrBlockAssociationSet"]), 2)
    assert {r["RegionName"] for r in c.describe_regions()["Regions"]} >= {TOKYO, SEOUL}
    c.describe_account_attributes()


def groups(ec2, a):
    left, right = ec2(ALICE, TOKYO), ec2(BOB, TOKYO)
    b = right.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
    web = left.create_security_group(GroupName="web", Description="web", VpcId=a)["GroupId"]
    db = right.create_security_group(GroupName="db", Description="db", VpcId=b)["GroupId"]
    pcx = peer(left, a, right, b, PeerOwnerId=BOB)
    pair = [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": web, "UserId": ALICE}]}]
    for direction in ("ingress", "egress"):
        made = getattr(right, "authorize_security_group_" + direction)(GroupId=db, IpPermissions=pair)["SecurityGroupRules"]
        equal([r["ReferencedGroupInfo"] for r in made], [{"GroupId": web, "UserId": ALICE}])
    equal(left.describe_security_group_references(GroupId=[web])["SecurityGroupReferenceSet"][0]["VpcPeeringConnectionId"], pcx)
    left.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    (stale,) = right.describe_stale_security_groups(VpcId=b)["StaleSecurityGroupSet"]
    for permissions in (stale["StaleIpPermissions"], stale["StaleIpPermissionsEgress"]):
        equal(permissions[0]["UserIdGroupPairs"][0]["PeeringStatus"], "deleted")
    right.revoke_security_group_ingress(GroupId=db, IpPermissions=pair)
    right.revoke_security_group_egress(GroupId=db, IpPermissions=pair)
    refused("InvalidPermission.NotFound", 400, right.revoke_security_group_ingress, GroupId=db, IpPermissions=pair)
    right.delete_security_group(GroupId=db)


def errors(ec2, a):
    c = ec2(ALICE, TOKYO)
    none = "0" * 17
    equal(refused("InvalidVpcID.NotFound", 400, c.describe_vpcs, VpcIds=["vpc-" + none]), f"The vpc ID 'vpc-{none}' does not exist")
    refused("InvalidVpcPeeringConnectionID.NotFound", 400, c.accept_vpc_peering_connection, VpcPeeringConnectionId="pcx-" + none)
    refused("InvalidVpcPeeringConnectionId.Malformed", 400, c.describe_vpc_peering_connections, VpcPeeringConnectionIds=["pcx-1"])
    refused("InvalidParameterValue", 400, c.describe_vpcs, MaxResults=1001)
    refused("InvalidNextToken", 400, c.describe_vpcs, MaxResults=5, NextToken="x")
    refused("InvalidParameterValue", 400, c.describe_vpcs, Filters=[{"Name": "colour", "Values": ["red"]}])
    refused("DryRunOperation", 412, c.create_vpc, CidrBlock="10.9.0.0/16", DryRun=True)
    refused("InvalidAction", 400, c.describe_instances)
    refused("AuthFailure", 401, ec2("AKIAIOSFODNN7EXAMPLE", TOKYO).describe_vpcs)
    refused("DependencyViolation", 400, ec2(ALICE, SEOUL).delete_vpc, VpcId=ec2(ALICE, SEOUL).describe_subnets()["Subnets"][0]["VpcId"])


def iam(ec2, a):
    sts = client("sts", BOT, TOKYO)
    params = {"RoleArn": ROLE, "RoleSessionName": "peerbot-R1", "ExternalId": "x-1", "SourceIdentity": "slack-U1", "Tags": [{"Key": "request", "Value": "R1"}]}
    refused("AccessDenied", 403, sts.assume_role, **{**params, "ExternalId": "x-2"})
    refused("AccessDenied", 403, sts.assume_role, **{**params, "RoleSessionName": "other"})
    message = refused("AccessDenied", 403, sts.assume_role, **{**params, "Tags": [{"Key": "team", "Value": "x"}]})
    assert "sts:TagSession" in message, message
    only = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:DescribeVpcs","Resource":"*"}}'
    for policy, may in ((None, True), (only, False)):
        got = sts.assume_role(**params, **({"Policy": policy} if policy else {}))
        keys = got["Credentials"]
        c = client("ec2", keys["AccessKeyId"], TOKYO, keys["SessionToken"])
        equal(client("sts", keys["AccessKeyId"], TOKYO, keys["SessionToken"]).get_caller_identity()["Arn"], got["AssumedRoleUser"]["Arn"])
        assert a in [v["VpcId"] for v in c.describe_vpcs()["Vpcs"]]
        message = refused("UnauthorizedOperation", 403, c.delete_vpc, VpcId=a)
        assert message.startswith("You are not authorized to perform this operation. User: " + got["AssumedRoleUser"]["Arn"]), message
        if may:
            c.describe_subnets()
        else:
            assert "no session policy allows" in refused("UnauthorizedOperation", 403, c.describe_subnets)


def quotas():
    c = client("service-quotas", ALICE, TOKYO)
    equal(c.get_service_quota(ServiceCode="vpc", QuotaCode="L-7E9ECCDB")["Quota"]["Value"], 50.0)
    equal(c.get_aws_default_service_quota(ServiceCode="vpc", QuotaCode="L-DC9F7029")["Quota"]["Value"], 25.0)
    equal(len(list(c.get_paginator("list_service_quotas").paginate(ServiceCode="vpc"))[0]["Quotas"]), 7)
    refused("NoSuchResourceException", 400, c.get_service_quota, ServiceCode="vpc", QuotaCode="L-0")


def trail(started):
    c = client("cloudtrail", ALICE, TOKYO, retries=9)  # it takes two lookups a second

    retried = []
    c.meta.events.register("needs-retry.cloudtrail", lambda response, **_: retried.append(1) if response and response[0].status_code == 400 else None)

    def find(**params):
        return [e for p in c.get_paginator("lookup_events").paginate(StartTime=started, PaginationConfig={"PageSize": 3}, **params) for e in p["Events"]]

    by = lambda key, value: find(LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}])
    deleted = by("EventName", "DeleteVpcPeeringConnection")
    equal(len(deleted), 2)
    event = json.loads(deleted[0]["CloudTrailEvent"])
    pcx = event["requestParameters"]["vpcPeeringConnectionId"]
    equal((event["userIdentity"]["type"], event["userIdentity"]["arn"]), ("Root", f"arn:aws:iam::{ALICE}:root"))
    assert event["userAgent"].startswith("Boto3/"), event["userAgent"]
    equal(deleted[0]["Resources"], [{"ResourceType": "AWS::EC2::VPCPeeringConnection", "ResourceName": pcx}])
    equal([e["EventName"] for e in by("ResourceName", pcx)], ["DeleteVpcPeeringConnection", "CreateVpcPeeringConnection"])
    denied = [json.loads(e["CloudTrailEvent"]) for e in by("Username", "peerbot-R1")]
    equal({(e["errorCode"], e["userIdentity"]["sessionContext"]["sourceIdentity"]) for e in denied}, {("Client.UnauthorizedOperation", "slack-U1")})
    assert retried, "no lookup was throttled"
    refused("InvalidTimeRangeException", 400, c.lookup_events, StartTime=started, EndTime=started - timedelta(hours=1))


def main():
    cached = {}
    started = datetime.now(timezone.utc) - timedelta(seconds=1)

    def ec2(account, region):
        key = account, region
        if key not in cached:
            cached[key] = client("ec2", account, region)
        return cached[key]

    a = ec2(ALICE, TOKYO).create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    b = ec2(BOB, SEOUL).create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    for part, run in (
        ("walk", lambda: walk(ec2, a, b)),
        ("filter", lambda: filters(ec2)),
        ("groups", lambda: groups(ec2, a)),
        ("errors", lambda: errors(ec2, a)),
        ("iam", lambda: iam(ec2, a)),
        ("quotas", quotas),
        ("trail", lambda: trail(started)),
    ):
        run()
        assert not problems, "\n".join(problems)
        print("ok", part)
    print(f"ok {answers} answers, boto3 {boto3.__version__}, botocore {botocore.__version__}")


main()
