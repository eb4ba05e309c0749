import { s3Server } from './s3-server.ts';
import { storeContract } from './store-contract.ts';
import { storeRunContract } from './store-run-contract.ts';
import { leftUploadsContract } from './uploads/left-uploads-contract.ts';

storeContract('a bucket of S3', s3Server);
storeRunContract('a bucket of S3', s3Server);
leftUploadsContract('a bucket of S3', s3Server);
