/** What a new item of each tab of Automation begins as. Every line that is commented out may be taken in as it is. */
import type { AutomationTab } from '../screens/automation/automation-rows.ts';

const common = `# set: {project: 'reel_0417'}    # values of the template's variables
enabled: true
`;

export const declaredExamples: Readonly<Record<AutomationTab, string>> = {
  schedules: `# A schedule. Save and leave to declare it; leave the file as it is, or empty, to declare nothing.
name: nightly
kind: schedule
template: daily                  # the template that it starts
cron: '0 2 * * *'                # minute, hour, day of the month, month, day of the week
timeZone: UTC                    # or Europe/Berlin
overlap: skip                    # while its run before goes on: skip, queue, or start beside it
missed: run-once                 # while the hub was away: run-once or skip
${common}`,
  watches: `# A watched folder. Save and leave to declare it; leave the file as it is, or empty, to declare nothing.
name: incoming
kind: watch
template: daily                  # the template that it starts
node: fs1
folder: /srv/incoming            # below a root of the node
settleSeconds: 5                 # nothing of a file was changed for so long
# include: ['*.mov']
# exclude: ['*.tmp']
${common}`,
  queues: `# A queue that tells of objects. Save and leave to declare it; leave the file as it is, or empty, to declare nothing.
name: media-in
kind: sqs
template: object                 # the template that it starts
node: fs1                        # that polls the queue
queue: https://sqs.eu-central-1.amazonaws.com/123456789012/media-in
# region: eu-central-1           # without one: as the URL says it
# credential: queue              # without one: what the node's own environment has
# prefix: incoming/
${common}`,
  chains: `# A chain. Save and leave to declare it; leave the file as it is, or empty, to declare nothing.
name: then-copy
kind: after
template: daily                  # the template that it starts
follows: nightly                 # a trigger, or a template however it was started
on: [success]                    # of success, partial, failure
${common}`,
  templates: `# A template. Save and leave to declare it; leave the file as it is, or empty, to declare nothing.
name: daily
from: fs1:/srv/{date}            # NODE:/PATH or CONNECTION:PATH; {date} and {time} are always there
to: fs2:/in/{date}               # or a list of them
# title: '{project} {date}'
# priority: normal               # low, normal or high
options: {}                      # as in docs/automation.md, for example {verify: true}
variables: {}                    # for example {project: {pattern: '[a-z0-9_]+', default: reel}}
`,
  connections: `# A connection. Save and leave to declare it; leave the file as it is, or empty, to declare nothing.
# What opens it is a credential, which longhaul hub --apply declares: no secret belongs here.
name: bucket
kind: s3
# endpoint: https://s3.example.com   # without one: AWS
region: us-east-1
# pathStyle: true
# credential: bucket-key             # without one: what the node's own environment has
`,
};
